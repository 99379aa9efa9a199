/** Colours and lines of the charts, in one place. Texts and grid have the colour of the page's text. */

export const CHART_STYLE = `
:root { --chart-first: #1f5fa8; --chart-second: #c2571a; --chart-limit: #b00020; --chart-send: #1f5fa8; --chart-fault: #b42828; }
@media screen and (prefers-color-scheme: dark) {
  :root { --chart-first: #5b9fe0; --chart-second: #ee8a4a; --chart-limit: #ff6b7d; --chart-send: #5b9fe0; --chart-fault: #f07070; }
}
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 18px 22px; margin: 10px 0; }
.charts .whole { grid-column: 1 / -1; }
figure.chart { margin: 0; min-width: 0; }
figure.chart figcaption { font-weight: 600; }
figure.chart svg { display: block; width: 100%; height: auto; overflow: visible; }
figure.chart p.finding { margin: 2px 0 0; font-size: 0.9em; opacity: 0.8; }
figure.chart text { fill: currentColor; font: 11px system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
figure.chart .c-tick { fill-opacity: 0.75; }
@media screen {
  .charts figure.chart { max-width: 640px; }
  .charts figure.whole { max-width: none; overflow-x: auto; }
  .charts figure.whole svg { min-width: 640px; }
}
.c-grid { stroke: currentColor; stroke-opacity: 0.14; fill: none; }
.c-axis { stroke: currentColor; stroke-opacity: 0.5; fill: none; }
.c-line { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
.c-first { stroke: var(--chart-first); }
.c-second { stroke: var(--chart-second); }
.c-line.c-second { stroke-dasharray: 6 3; }
.c-dot.c-first { fill: var(--chart-first); stroke: none; }
.c-dot.c-second { fill: var(--chart-second); stroke: none; }
.c-bar { fill: var(--chart-first); }
.c-level { stroke: var(--chart-limit); stroke-width: 1.4; stroke-dasharray: 2 3; fill: none; }
figure.chart .c-level-text { fill: var(--chart-limit); font-weight: 600; }
.c-mark { stroke: var(--chart-second); stroke-dasharray: 3 2; fill: none; }
.c-send { fill: var(--chart-send); fill-opacity: 0.3; stroke: var(--chart-send); }
.c-fault { fill: var(--chart-fault); fill-opacity: 0.3; stroke: var(--chart-fault); }
.c-cells { image-rendering: pixelated; }
.c-frame { fill: none; }
.c-frame, .c-key { stroke: currentColor; stroke-opacity: 0.3; }
.c-band { fill: var(--chart-fault); fill-opacity: 0.13; }
@media print {
  figure.chart { break-inside: avoid; }
  .charts { grid-template-columns: 1fr 1fr; gap: 10pt 12pt; }
  figure.chart .c-tick { fill-opacity: 1; }
}
`;
