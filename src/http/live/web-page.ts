/** The markup of the live page. Its figures come with the stream (`src/web`). */
export const WEB_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>iec104rs</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/web/uplot.css">
<link rel="stylesheet" href="/web/style.css">
<script src="/web/uplot.js"></script>
<script type="module" src="/web/web/page.js"></script>
</head>
<body>
<header>
<h1 id="program">iec104rs</h1>
<nav aria-label="Views">
<button type="button" id="to-wall">1 Wall</button>
<button type="button" id="to-rtus">2 RTUs</button>
<button type="button" id="to-run">3 Run</button>
</nav>
<p id="clock" title="clock of the RTUs"></p>
</header>
<div id="lost" role="alert"><p id="lost-text">Connecting…</p>
<form id="token-form" hidden><label for="token">Token</label> <input id="token" type="password" autocomplete="off"> <button>Use it</button></form>
</div>
<main>
<section id="wall" aria-label="Wall">
<div class="top"><p id="state" class="state" role="status"></p><p id="progress"></p></div>
<dl class="figures">
<div><dt>RTUs online</dt><dd id="online" class="figure">–</dd></div>
<div><dt>Signals/s</dt><dd id="rate" class="figure">–</dd></div>
<div><dt>Acknowledged</dt><dd id="acknowledged" class="figure">–</dd></div>
<div><dt>Ack p99</dt><dd id="ack-p99" class="figure">–</dd></div>
</dl>
<p id="limiter" class="limiter"></p>
<div class="middle">
<section class="rtus" aria-label="Every RTU"><div id="mosaic" class="signs" role="img" aria-labelledby="legend"></div><p id="legend"></p></section>
<div class="side">
<ul id="limits" aria-label="Limits"></ul>
<section aria-labelledby="title-signals"><h2 id="title-signals">Signals/s</h2><div id="chart-signals" class="chart"></div></section>
<section aria-labelledby="title-latency"><h2 id="title-latency">Ack times, p50 and <span class="p99">p99</span></h2><div id="chart-latency" class="chart"></div></section>
<p id="marks"></p>
</div>
</div>
<p id="account"></p>
<ol id="events" aria-label="Last events"></ol>
</section>
<section id="rtus" aria-label="RTUs" hidden>
<p class="tools"><label for="find">Find</label> <input id="find" type="search" autocomplete="off"> <span id="rtu-count"></span></p>
<div id="rtu-scroller" tabindex="0" role="region" aria-label="Table of RTUs">
<div id="rtu-above"></div>
<table><thead><tr id="rtu-heads"></tr></thead><tbody id="rtu-rows"></tbody></table>
<div id="rtu-below"></div>
</div>
<section id="detail" aria-labelledby="detail-title" hidden>
<div class="detail-head"><h2 id="detail-title"></h2><button type="button" id="detail-close">Close</button></div>
<div id="detail-parts" tabindex="0" role="region" aria-label="State, counters and parameters"></div>
</section>
</section>
<section id="run" aria-label="Run" hidden>
<form id="send-form" class="commands">
<h2>Send</h2>
<label>Index <input id="send-index" inputmode="numeric" required pattern="[0-9]{1,12}" value="1"></label>
<label>Duration in sec <input id="send-seconds" inputmode="decimal" pattern="[0-9]+(\\.[0-9]+)?" value="0"></label>
<label>Signals/s of each RTU <input id="send-rate" inputmode="decimal" pattern="[0-9]+(\\.[0-9]+)?" placeholder="as fast as it goes"></label>
<label>RTU numbers <input id="send-rtus" placeholder="all" pattern="[0-9 ,;]*"></label>
<button>Send</button> <button type="button" id="stop-all">Stop all</button>
<p id="said" role="status"></p>
</form>
<section id="plan-box" aria-labelledby="title-plan" hidden><h2 id="title-plan">Load profile</h2><div id="plan" tabindex="0" role="region" aria-label="Rows of the load profile"><table><thead><tr><th scope="col">At</th><th scope="col">State</th><th scope="col">What</th></tr></thead><tbody id="plan-rows"></tbody></table></div></section>
<section id="reports-box" aria-labelledby="title-reports" hidden><h2 id="title-reports">Reports, on the machine of the program</h2><ul id="reports"></ul></section>
<h2>Sends</h2><p id="no-sends"></p><ul id="sends"></ul>
<h2>Faults on purpose</h2><p id="no-faults"></p><ul id="faults"></ul>
</section>
</main>
</body>
</html>
`;
