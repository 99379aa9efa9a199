/** The style sheet of the live page: dark on a wall, light where the reader wants it, 4.5:1 and more everywhere. */
export const WEB_STYLE = `
:root { color-scheme: dark; --ground: #0b0f14; --panel: #141a22; --line: #2b3542; --text: #eef3f8; --faint: #a3b1c0;
  --good: #4fd07a; --bad: #ff8078; --warning: #f2b544; --busy: #6cb6ff; --signals: #6cb6ff; --p50: #4fd07a; --p99: #f2b544; --mark-send: #eef3f8; --mark-fault: #d3a6ff; --well-tiny: #17522b; }
@media (prefers-color-scheme: light) { :root { color-scheme: light; --ground: #f6f8fa; --panel: #ffffff; --line: #d0d7de; --text: #16202b; --faint: #4c5a68;
  --good: #14703a; --bad: #b3261e; --warning: #7a4d00; --busy: #0a58ad; --signals: #0a58ad; --p50: #14703a; --p99: #8a5400; --mark-send: #16202b; --mark-fault: #6b3fa0; --well-tiny: #a9d8b8; } }
* { box-sizing: border-box; }
html, body { margin: 0; height: 100%; }
body { background: var(--ground); color: var(--text); font: 18px/1.35 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; display: flex; flex-direction: column; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.2rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0 0 4px; color: var(--faint); font-weight: 600; } p { margin: 0; }
header { display: flex; gap: 24px; align-items: center; padding: 8px 20px; border-bottom: 1px solid var(--line); }
header #clock { margin-left: auto; font-size: 1.6rem; }
button, input { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--faint); border-radius: 6px; padding: 4px 12px; }
button { cursor: pointer; } button[aria-pressed=true] { background: var(--text); color: var(--ground); }
:focus-visible { outline: 3px solid var(--busy); outline-offset: 1px; }
[hidden] { display: none !important; }
#lost { background: #a4161a; color: #fff; padding: 10px 20px; font-size: 1.5rem; font-weight: 700; }
#lost form { font-size: 1rem; margin-top: 6px; } #lost input, #lost button { background: #fff; color: #16202b; }
body.old main { opacity: .35; }
main { flex: 1; min-height: 0; padding: 12px 20px; } main > section { height: 100%; display: flex; flex-direction: column; gap: 10px; min-height: 0; }
.good { color: var(--good); } .bad { color: var(--bad); } .warning { color: var(--warning); } .busy { color: var(--busy); } .faint { color: var(--faint); }
.top { display: flex; align-items: baseline; gap: 28px; } .state { font-size: 4rem; font-weight: 800; line-height: 1; letter-spacing: .02em; } #progress { font-size: 1.9rem; }
.figures { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; margin: 0; }
.figures > div { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 6px 18px; display: flex; flex-direction: column; }
.figures dt { color: var(--faint); font-size: 1.55rem; } .figure { margin: 0; font-size: 4.4rem; font-weight: 700; line-height: 1.1; white-space: nowrap; } .figure.long { font-size: 3.1rem; line-height: 1.56; }
.limiter { font-size: 1.6rem; min-height: 1.35em; }
.middle { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 16px; }
.rtus { display: flex; flex-direction: column; min-height: 0; } #legend { white-space: pre-wrap; font-size: 1.55rem; margin-top: 6px; }
#mosaic { --cell: 40px; --gap: 4px; flex: 1; min-height: 0; overflow: hidden; display: flex; flex-wrap: wrap; align-content: flex-start; gap: var(--gap); }
.signs .joined::before { content: ""; position: absolute; left: calc(-1px - var(--gap)); width: var(--gap); top: 30%; height: 40%; background: var(--faint); }
.cell { flex: none; width: var(--cell); height: var(--cell); border-radius: calc(var(--cell) / 8); display: grid; place-items: center; font-size: calc(var(--cell) * .6); font-weight: 700; line-height: 1; background: var(--panel); color: var(--text); border: 1px solid transparent; position: relative; }
.sign-well { background: #1f7a3f; color: #fff; } .sign-waits { background: #8a5a00; color: #fff; } .sign-late { background: #b3261e; color: #fff; } .sign-link { border-color: var(--warning); color: var(--warning); }
.sign-away { border-color: var(--bad); color: var(--bad); } .sign-down { border-color: var(--faint); color: var(--faint); } .sign-fault { background: #6b3fa0; color: #fff; } .sign-gone { color: var(--faint); opacity: .5; }
.tiny .sign-well { background: var(--well-tiny); } .tiny .sign-away { background: var(--bad); } .tiny .sign-link { background: var(--warning); } .tiny .sign-down { background: var(--faint); }
.tiny .sign-waits { background: repeating-linear-gradient(45deg, #8a5a00 0 2px, #f2b544 2px 4px); } .tiny .sign-fault { background: repeating-linear-gradient(0deg, #6b3fa0 0 2px, #fff 2px 3px); } .tiny .sign-late { background: #ff2d20; }
.side { display: flex; flex-direction: column; gap: 10px; min-height: 0; overflow: hidden; } .side section { flex: 1; min-height: 90px; display: flex; flex-direction: column; }
.chart { flex: 1; min-height: 0; overflow: hidden; } .p99 { color: var(--p99); }
#limits { list-style: none; margin: 0; padding: 0; display: grid; gap: 6px; max-height: 62%; overflow: auto; flex: none; } .limit { display: grid; grid-template-columns: 1fr auto; gap: 0 12px; font-size: 1.8rem; line-height: 1.2; align-items: center; } .limit-verdict { font-weight: 800; }
meter { grid-column: 1 / -1; width: 100%; height: 10px; } meter::-webkit-meter-bar { background: var(--line); border: 0; border-radius: 5px; height: 10px; } meter::-webkit-meter-optimum-value { background: currentColor; border-radius: 5px; }
#account { color: var(--faint); font-size: 1.05rem; } #events { list-style: none; margin: 0; padding: 0; font-size: 1.1rem; min-height: 6.8em; } #events li { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.tools { display: flex; gap: 10px; align-items: center; } #rtu-scroller { flex: 1; min-height: 0; overflow: auto; overflow-anchor: none; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; } th { position: sticky; top: 0; background: var(--panel); text-align: left; padding: 0 4px; } th button { border: 0; background: none; padding: 4px 6px; font-weight: 600; white-space: nowrap; }
th[aria-sort=ascending] button::after { content: " ▲"; } th[aria-sort=descending] button::after { content: " ▼"; }
td { height: 30px; padding: 0 10px; white-space: nowrap; border-top: 1px solid var(--line); } .right { text-align: right; }
#run form { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 14px; } #run form h2, #said { flex-basis: 100%; } #run label { display: grid; gap: 2px; color: var(--faint); }
#run label input { color: var(--text); } #sends, #faults { list-style: none; margin: 0; padding: 0; display: grid; gap: 6px; } #sends li, #faults li { display: flex; gap: 16px; align-items: center; }
#marks { color: var(--faint); min-height: 1.35em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.opener { border: 0; background: none; padding: 0 6px; text-decoration: underline; } tbody tr { cursor: default; } #rtu-rows tr:hover td { background: var(--panel); }
#detail { border: 1px solid var(--line); border-radius: 8px; background: var(--panel); padding: 10px 14px; max-height: 46%; display: flex; flex-direction: column; gap: 6px; min-height: 0; } .detail-head { display: flex; justify-content: space-between; gap: 12px; } .detail-head h2 { color: var(--text); overflow-wrap: anywhere; }
#detail-parts { overflow: auto; columns: 4 300px; column-gap: 28px; min-height: 0; } .part { margin-bottom: 12px; } .part h3 { margin: 0; font-size: 1rem; } .part dl { margin: 0; display: grid; grid-template-columns: 1fr auto; gap: 0 12px; font-size: .95rem; } .part dt { color: var(--faint); } .part dd { margin: 0; text-align: right; overflow-wrap: anywhere; } .part ol { list-style: none; margin: 0; padding: 0; font-size: .9rem; overflow-wrap: anywhere; }
#plan { overflow: auto; max-height: 42vh; border: 1px solid var(--line); border-radius: 8px; } #plan td { white-space: normal; } .step-done td { color: var(--faint); } .step-now td { font-weight: 700; } .step-now td:first-child { box-shadow: inset 5px 0 0 var(--busy); } tr.next td { border-top: 3px solid var(--busy); } #reports { margin: 0; padding-left: 1.2em; }
@media (max-width: 1500px), (max-height: 850px) { body { font-size: 15px; } .figure { font-size: 2.6rem; } .figure.long { font-size: 1.9rem; line-height: 1.5; } .state { font-size: 2.8rem; } .figures dt, .limiter, #legend, .limit { font-size: 1.2rem; } .figures dt { font-size: 1.05rem; } #legend { font-size: 1.05rem; } #progress { font-size: 1.4rem; } #events { font-size: 1rem; min-height: 4.1em; } #events li:nth-last-child(n+4) { display: none; } }
@media (max-height: 850px) and (min-width: 801px) { .limit { grid-template-columns: 1fr 90px auto; gap: 0 10px; } .limit meter { grid-column: 2; grid-row: 1; } .side { gap: 6px; } .side section { min-height: 74px; } h2 { font-size: .9rem; margin: 0; } #limits { gap: 2px; } }
@media (max-width: 800px) { html, body { height: auto; } main, main > section { height: auto; } header { flex-wrap: wrap; gap: 8px 12px; padding: 8px 12px; } main { padding: 10px 12px; } .top { flex-wrap: wrap; gap: 4px 16px; } .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); } .figures > div { padding: 4px 12px; } .figure { font-size: 2rem; } .figure.long { font-size: 1.15rem; line-height: 1.9; } .middle { grid-template-columns: 1fr; } #mosaic { flex: none; height: 44vh; } .chart { flex: none; height: 150px; } #rtu-scroller { height: 75vh; flex: none; } #events li { white-space: normal; } }
@media print { :root { color-scheme: light; --ground: #ffffff; --panel: #ffffff; --line: #d0d7de; --text: #16202b; --faint: #4c5a68;
  --good: #14703a; --bad: #b3261e; --warning: #7a4d00; --busy: #0a58ad; --signals: #0a58ad; --p50: #14703a; --p99: #8a5400; --mark-send: #16202b; --mark-fault: #6b3fa0; --well-tiny: #a9d8b8; }
nav, #lost, .commands { display: none !important; } body.old main { opacity: 1; } .cell, meter { print-color-adjust: exact; } html, body, main, main > section { height: auto; } #mosaic { flex: none; height: 40vh; } .chart { flex: none; height: 140px; } #rtu-scroller, #plan { max-height: none; overflow: visible; } }
@media (prefers-reduced-motion: no-preference) { .signs .cell { transition: background-color .3s; } }
`;
