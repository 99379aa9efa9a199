/** The style of the page as text: light on the screen, without dark areas on A4 paper. */
import { ROWS_SHOWN } from './html-rtus.js';

export const PAGE_STYLE = `
:root { color: #1a1a1a; background: #fff; font: 15px/1.45 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
body { max-width: 1280px; margin: 0 auto; padding: 16px 20px 60px; }
h1 { font-size: 1.5em; margin: 0 0 12px; }
h2 { font-size: 1.2em; margin: 32px 0 8px; border-bottom: 1px solid #bbb; padding-bottom: 3px; }
p { margin: 6px 0; max-width: 100ch; }
.verdict { border: 3px solid #666; border-radius: 6px; padding: 10px 18px 14px; }
.verdict .word { font-size: 3em; font-weight: 800; line-height: 1.1; margin: 0; }
.verdict.pass { border-color: #17692d; }
.verdict.fail { border-color: #b00020; }
.verdict.not-judged { border-color: #b06a00; }
strong.pass, span.pass, .pass .word { color: #17692d; }
strong.fail, .fail .word, .error { color: #b00020; }
strong.not-judged, .not-judged .word { color: #8a5300; }
p.error { font-weight: 700; border-left: 5px solid #b00020; padding-left: 9px; }
p.warning, p.blame { border-left: 5px solid #b06a00; padding-left: 9px; }
p.blame { font-weight: 700; }
p.caveat { font-size: 1.3em; font-weight: 700; color: #8a5300; }
article { margin-top: 60px; border-top: 4px solid #1f5fa8; padding-top: 12px; }
p.what { color: #333; }
.bottleneck { font-size: 1.1em; }
.small { color: #555; font-size: 0.9em; }
.paper { display: none; }
.scroll { overflow-x: auto; margin: 8px 0 14px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 8px; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top; white-space: nowrap; }
thead th { vertical-align: bottom; white-space: normal; border-bottom: 2px solid #888; background: #fff; font-size: 0.9em; }
th.t, td.t { text-align: left; unicode-bidi: isolate; }
td.t { white-space: normal; overflow-wrap: break-word; min-width: 5em; max-width: 60em; }
td.s { white-space: nowrap; }
table.facts th { font-weight: 400; color: #555; white-space: nowrap; padding-left: 0; }
th button { font: inherit; text-align: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th button:hover { text-decoration: underline; }
th[aria-sort=ascending] button::after { content: " \\25B2"; }
th[aria-sort=descending] button::after { content: " \\25BC"; }
table[id^=rtus] { font-size: 0.85em; }
table[id^=rtus] td.t { max-width: 16em; }
table[id^=rtus] thead th { position: sticky; top: 0; }
table[id^=rtus] tr.slow td { background: #fff3dc; }
table[id^=rtus] tr.slow td:first-child { border-left: 4px solid #b06a00; }
table[id^=rtus].short tbody tr:nth-child(n+${ROWS_SHOWN + 1}) { display: none; }
button.all { margin: 8px 0; padding: 5px 12px; }
code { font-family: ui-monospace, Consolas, "Liberation Mono", monospace; font-size: 0.9em; overflow-wrap: anywhere; }
summary { cursor: pointer; margin: 10px 0; }
footer { margin-top: 40px; border-top: 1px solid #bbb; padding-top: 6px; color: #555; font-size: 0.85em; }
@page { size: A4; margin: 14mm 12mm; }
@page sideways { size: A4 landscape; margin: 12mm 10mm; }
@media print {
  :root { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  h2 { break-after: avoid; margin-top: 16pt; }
  tr, figure, .verdict { break-inside: avoid; }
  article { break-before: page; margin-top: 0; border-top: 0; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  th, td { padding: 1.5pt 4pt; }
  .wide { page: sideways; font-size: 7.5pt; }
  .wide th, .wide td { padding: 1pt 3pt; }
  table[id^=rtus] { font-size: 6.5pt; }
  table[id^=rtus] thead th { position: static; }
  table[id^=rtus] tr.slow td { background: none; font-weight: 700; }
  table[id^=rtus] tbody tr:nth-child(n+${ROWS_SHOWN + 1}) { display: none; }
  .paper { display: block; }
  button.all, summary { display: none !important; }
}
`;
