/** The style of the page as text: light or dark on the screen, a document on paper of any size. */
import { ROWS_SHOWN } from './html-rtus.js';

/** Colours by their meaning. Charts take theirs from the same names. */
const COLOURS = `
:root {
  color-scheme: light dark;
  --ink: #1a1a1a; --paper: #fff; --soft: #555; --line: #ddd; --rule: #999; --shade: #f4f6f8;
  --pass: #17692d; --fail: #b00020; --open: #8a5300; --mark: #1f5fa8; --slow: #fff3dc;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e8e8e8; --paper: #16191d; --soft: #b0b6bd; --line: #343a41; --rule: #6b737c; --shade: #1e2329;
    --pass: #6fd28a; --fail: #ff8a94; --open: #f0b45a; --mark: #8fbcf0; --slow: #3a2f16;
  }
}
`;

const SCREEN = `
:root { color: var(--ink); background: var(--paper); font: 15px/1.45 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
body { max-width: 1200px; margin: 0 auto; padding: 16px 20px 60px; }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 1.2em; margin: 36px 0 8px; border-bottom: 1px solid var(--rule); padding-bottom: 3px; }
h3 { font-size: 1.05em; margin: 20px 0 6px; }
p, li { margin: 6px 0; max-width: 100ch; overflow-wrap: break-word; }
a { color: var(--mark); }
.title-page { border: 1px solid var(--rule); border-top: 6px solid var(--mark); border-radius: 4px; padding: 14px 20px 18px; }
.title-page .kind { color: var(--soft); margin: 0 0 4px; }
.title-page .result { font-size: 3em; font-weight: 800; line-height: 1.1; margin: 14px 0 0; }
.contents { margin: 22px 0; }
.contents .head { font-weight: 700; font-size: 1.2em; }
.contents ol { list-style: none; padding: 0; margin: 0; columns: 2 260px; }
.contents li { margin: 3px 0; break-inside: avoid; }
.number { color: var(--soft); font-weight: 400; margin-right: .5em; }
.contents a { text-decoration: none; }
.contents a:hover { text-decoration: underline; }
.verdict { border: 3px solid #666; border-radius: 6px; padding: 10px 18px 14px; }
.verdict h2 { margin-top: 0; }
.verdict .word { font-size: 2em; font-weight: 800; line-height: 1.1; margin: 0; }
.verdict.pass { border-color: var(--pass); }
.verdict.fail { border-color: var(--fail); }
.verdict.not-judged { border-color: var(--open); }
strong.pass, span.pass, .pass .word, .result.pass { color: var(--pass); }
strong.fail, .fail .word, .result.fail, .error { color: var(--fail); }
strong.not-judged, .not-judged .word, .result.not-judged { color: var(--open); }
p.error { font-weight: 700; border-left: 5px solid var(--fail); padding-left: 9px; }
p.warning, p.blame { border-left: 5px solid var(--open); padding-left: 9px; }
p.blame { font-weight: 700; }
p.caveat { font-size: 1.3em; font-weight: 700; color: var(--open); }
article { margin-top: 60px; border-top: 4px solid var(--mark); padding-top: 12px; }
p.what { color: var(--soft); }
.bottleneck { font-size: 1.1em; }
.small { color: var(--soft); font-size: 0.9em; }
.paper { display: none; }
.scroll { overflow-x: auto; margin: 8px 0 14px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 8px; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
thead th { vertical-align: bottom; white-space: normal; border-bottom: 2px solid var(--rule); background: var(--paper); font-size: 0.9em; }
th.t, td.t { text-align: left; unicode-bidi: isolate; }
td.t { white-space: normal; overflow-wrap: break-word; min-width: 5em; max-width: 60em; }
td.s { white-space: nowrap; }
table.facts th { font-weight: 400; color: var(--soft); white-space: nowrap; padding-left: 0; }
table.facts td { overflow-wrap: anywhere; }
.wide table { font-size: 0.8em; }
.wide th, .wide td { padding: 3px 4px; }
.wide td.t { overflow-wrap: anywhere; }
.deviations td:last-child { min-width: 16em; width: 30%; }
.sign-lines { width: 100%; margin: 10px 0; }
.sign-lines td, .sign-lines tbody th { height: 3.2em; border: 1px solid var(--rule); }
.sign-lines td:last-child { width: 32%; }
div.lines { height: 9em; border: 1px solid var(--rule); }
th button { font: inherit; text-align: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th button:hover { text-decoration: underline; }
th[aria-sort=ascending] button::after { content: " \\25B2"; }
th[aria-sort=descending] button::after { content: " \\25BC"; }
table[id^=rtus] td.t { max-width: 16em; }
table[id^=rtus] tr.slow td { background: var(--slow); }
table[id^=rtus] tr.slow td:first-child { border-left: 4px solid var(--open); }
table[id^=rtus].short tbody tr:nth-child(n+${ROWS_SHOWN + 1}) { display: none; }
button.all { margin: 8px 0; padding: 5px 12px; }
code { font-family: ui-monospace, Consolas, "Liberation Mono", monospace; font-size: 0.9em; overflow-wrap: anywhere; }
summary { cursor: pointer; margin: 10px 0; }
footer { margin-top: 40px; border-top: 1px solid var(--rule); padding-top: 6px; color: var(--soft); font-size: 0.85em; }
@media screen {
  table[id^=rtus] thead th { position: sticky; top: 0; }
}
@media screen and (max-width: 620px) {
  body { padding: 10px 10px 40px; }
  .title-page { padding: 10px 12px; }
  .title-page .result { font-size: 2.2em; }
  .verdict { padding: 8px 10px; }
  table.facts th, table.facts td { display: block; border: 0; padding: 1px 0; }
  table.facts td { border-bottom: 1px solid var(--line); padding-bottom: 5px; max-width: none; }
}
`;

/** Tables of many columns go on paper in two or three lines a row, all upright: cells stand in a grid, whose heads repeat on each page. */
const PAPER = `
@media print {
  :root { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  a { color: inherit; text-decoration: none; }
  .title-page { break-after: page; border: 0; border-top: 3pt solid var(--mark); border-radius: 0; padding: 60pt 0 0; }
  .title-page h1 { font-size: 24pt; margin-bottom: 24pt; }
  .title-page .result { font-size: 44pt; margin: 24pt 0 6pt; }
  .title-page .facts { margin-top: 30pt; font-size: 11pt; }
  .title-page .facts th, .title-page .facts td { padding: 4pt 8pt 4pt 0; }
  .contents { break-inside: avoid; }
  .contents ol { columns: 1; }
  h2, h3 { break-after: avoid; }
  h2 { margin-top: 18pt; }
  p, li { orphans: 3; widows: 3; }
  tr, .verdict .word, .lines { break-inside: avoid; }
  p.lines { break-after: avoid; }
  article { break-before: page; margin-top: 0; border-top: 0; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  .scroll table { max-width: 100%; }
  th, td { padding: 1.5pt 4pt; }
  td { white-space: normal; }
  .sign-lines { break-inside: avoid; }
  section:has(.sign-lines) { break-inside: avoid; }
  .sign-lines td, .sign-lines tbody th { height: 34pt; }
  .links table, .deviations table { font-size: 7.5pt; width: 100%; }
  .wide table { width: 100%; display: table; font-size: 7pt; }
  .wide tr { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); border-bottom: 0.5pt solid var(--rule); padding: 1pt 0; }
  .wide thead tr { border-bottom: 1pt solid var(--ink); align-items: end; }
  .wide th, .wide td { border: 0; padding: 0.5pt 2pt; min-width: 0; max-width: none; white-space: normal; overflow-wrap: anywhere; }
  .wide thead th { font-size: 6.5pt; overflow-wrap: normal; hyphens: auto; border: 0; }
  table[id^=rtus] tr { grid-template-columns: repeat(14, minmax(0, 1fr)); }
  .wide .t { grid-column: span 2; }
  table[id^=rtus] .t:nth-child(4) { grid-column: span 3; }
  .wide .s { grid-column: span 3; }
  table[id^=rtus] tr.slow td { background: none; font-weight: 700; }
  table[id^=rtus] tr.slow td:first-child { border-left: 0; }
  table[id^=rtus] tbody tr:nth-child(n+${ROWS_SHOWN + 1}) { display: none; }
  .paper { display: block; }
  button.all, summary { display: none !important; }
  th button { display: contents; }
  th[aria-sort] button::after { content: none; }
}
`;

export const PAGE_STYLE = `${COLOURS}${SCREEN}${PAPER}`;
