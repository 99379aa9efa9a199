/** The style of the document: light and dark on a screen, black on white on A4. */

export const LIST_STYLE = `
:root { --ink: #1b1b1b; --dim: #595959; --paper: #fff; --line: #c9c9c9; --strong: #8a8a8a; --shade: #ececec; --mark: #0b5394; color-scheme: light dark;
  color: var(--ink); background: var(--paper); font: 15px/1.45 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --dim: #a8a8a8; --paper: #16181b; --line: #3a3e44; --strong: #6b7078; --shade: #24282d; --mark: #8ec1ff; }
}
body { max-width: 960px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 1.9em; line-height: 1.2; margin: 0; }
h2 { font-size: 1.4em; margin: 48px 0 8px; border-bottom: 2px solid var(--strong); padding-bottom: 4px; }
h2.small { font-size: 1em; margin: 16px 0 3px; border: 0; padding: 0; }
h3 { font-size: 1.12em; margin: 28px 0 6px; border-bottom: 1px solid var(--line); padding-bottom: 2px; }
h4 { font-size: 1em; margin: 14px 0 3px; }
p { margin: 5px 0; max-width: 90ch; }
a { color: var(--mark); }
.under { font-size: 1.15em; color: var(--dim); margin: 2px 0 16px; }
.notice { border-left: 4px solid var(--strong); padding: 4px 12px; margin: 14px 0; font-weight: 600; }
.dim, .note { color: var(--dim); font-size: 0.92em; }
ul.boxes { list-style: none; margin: 4px 0 8px; padding: 0; columns: 2; column-gap: 32px; }
ul.boxes li { display: flex; align-items: baseline; gap: 0.6em; break-inside: avoid; padding: 1.5px 0 1.5px 2px; color: var(--dim); }
ul.boxes.short { columns: 4; }
ul.boxes.legend li, ul.boxes li.on { color: var(--ink); }
ul.boxes b { flex: none; width: 1.15em; text-align: center; font: 400 1em "DejaVu Sans", "Segoe UI Symbol", "Noto Sans Symbols 2", "Apple Symbols", sans-serif; }
ul.boxes b.letter { width: 0.95em; margin: 0 0.1em; outline: 1.5px solid; font: 700 0.8em/1.1 system-ui, Arial, sans-serif; }
li.on, td.on { font-weight: 600; }
.scroll { overflow-x: auto; margin: 6px 0 12px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 10px 3px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; unicode-bidi: isolate; overflow-wrap: break-word; }
thead th { border-bottom: 2px solid var(--strong); vertical-align: bottom; font-size: 0.9em; }
table.facts th { font-weight: 400; color: var(--dim); white-space: nowrap; padding-right: 18px; }
table.settings, table.rtus { width: 100%; }
td.s { white-space: nowrap; }
table.settings { table-layout: fixed; }
table.settings th:nth-child(1) { width: 36%; }
table.settings th:nth-child(2), table.settings th:nth-child(3) { width: 14%; }
table.settings td:nth-child(3) { font-weight: 700; }
table.settings td:nth-child(4) { color: var(--dim); font-size: 0.92em; }
table.matrix { font-size: 12px; width: 100%; }
table.matrix th, table.matrix td { padding: 1.5px 2px; }
table.matrix td, table.matrix thead th:not(:first-child) { text-align: center; border-left: 1px solid var(--line); min-width: 1.5em; }
table.matrix tbody th { position: sticky; left: 0; background: var(--paper); font-weight: 400; white-space: nowrap; padding-right: 8px; color: var(--dim); }
table.matrix tbody tr.on th { font-weight: 600; color: var(--ink); }
table.matrix tbody th.group { font-weight: 700; color: var(--ink); padding-top: 9px; border-bottom: 1px solid var(--strong); }
table.matrix td.n { background: var(--shade); color: var(--strong); }
table.matrix td.on { font-weight: 700; }
footer { margin-top: 44px; border-top: 1px solid var(--line); padding-top: 6px; color: var(--dim); font-size: 0.88em; }
@media (max-width: 640px) { ul.boxes, ul.boxes.short { columns: 1; } body { padding: 14px 12px 40px; } }
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, Arial, sans-serif; } }
@media print {
  :root { font-size: 9pt; }
  body { max-width: none; padding: 0; }
  article + article { break-before: page; }
  h2:not(.small) { margin-top: 18pt; }
  h2, h3, h4, .note { break-after: avoid; }
  h3 { margin-top: 13pt; }
  table.matrix tr.group { break-after: avoid; }
  .part, tr, .notice { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  table.matrix { font-size: 7.5pt; }
  table.matrix tbody th { position: static; }
  table.matrix th, table.matrix td { padding: 0.8pt 1pt; }
  table.matrix td.n { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
