/**
 * Takes the pictures of the manual from the running program, into `docs/pictures/`:
 *
 *     npm run build && node scripts/pictures/take.mjs [dashboard] [gateway] [report] [interoperability] [live]
 *
 * `dashboard` needs tmux and the ports 2404–2556, `gateway` 12404–12423 besides; `report` and `live` need those of the first, Chromium, and pngquant,
 * which makes its pictures small (so `interoperability`, without ports), and cwebp: they are in every package (Debian packages tmux,
 * chromium, pngquant, webp).
 * Check every picture afterwards: it shows what the program did at that time.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { drawScreen } from './ansi-svg.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(ROOT, 'dist/main.js');
const PICTURES = join(ROOT, 'docs/pictures');
const SOCKET = `iec104rs-pictures-${process.pid}`;
const SIZE = { columns: 112, rows: 28 };
const DEADLINE_MS = 60_000;
/** Long enough to fill the charts. */
const AVALANCHE_MS = 20_000;

/** The title page of the report. */
const COVER = `name,value
title,Acceptance test of the front-end
project,Grid control north
client,North Grid Company
site,Control centre
front-end,"FEP 7.2, servers A and B"
test,Avalanche
number,FAT-104-017
tester,A. Miller
witness,B. Smith
witness,C. Jones
reference,"Specification TS-104, revision C"
`;

/** What the pictures of a report show: from the top of one element to the end of another. */
const REPORT_PICTURES = {
  'report-verdict': ['.title-page', '.verdict'],
  'report-totals': ['section:has(h2:has-text("How it was tested"))', 'section:has(h2:has-text("Totals"))'],
  'report-charts': ['.charts', '.charts .chart:nth-child(3)'],
  'report-signatures': ['.deviations', 'section:has(.sign-lines)'],
};

const folder = mkdtempSync(join(tmpdir(), 'iec104rs-pictures-'));
const wanted = process.argv.slice(2);
try {
  if (wanted.length === 0 || wanted.includes('dashboard')) await takeDashboard();
  if (wanted.length === 0 || wanted.includes('gateway')) await takeGateway();
  if (wanted.length === 0 || wanted.includes('report')) await takeReport();
  if (wanted.length === 0 || wanted.includes('interoperability')) takeList();
  if (wanted.length === 0 || wanted.includes('live')) await takeLive();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} program */
function openTerminal(program) {
  const terminal = ['LANG=C.UTF-8', 'LC_ALL=C.UTF-8', 'TERM=xterm-256color'].flatMap((each) => ['-e', each]);
  const size = ['-x', String(SIZE.columns), '-y', String(SIZE.rows)];
  tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', ROOT, ...terminal, program);
}

async function closeTerminal() {
  keys('q');
  keys('y');
  await sleep(2000);
  spawnSync('tmux', ['-L', SOCKET, 'kill-server']);
}

async function takeGateway() {
  openTerminal(`node dist/main.js demo --gateway --no-set-clock --log '${folder}'`);
  try {
    await see(/masters 100, 100 started/);
    await sleep(AVALANCHE_MS);
    take('gateway-groups', 'Tab 1 of the gateway: 20 groups with 100 masters');
    keys('m');
    await takeTab('gateway-masters', 'The masters of a group');
    keys('Escape', 'Escape', '2');
    await takeTab('gateway-compare', 'Tab 2 of the gateway: two groups with their fields and their logs');
  } finally {
    await closeTerminal();
  }
}

async function takeDashboard() {
  openTerminal(`node dist/main.js demo --no-set-clock --log '${folder}'`);
  try {
    await see(/153 online/);
    // The master interrogates every RTU first.
    await sleep(3000);
    take('dashboard-idle', 'The dashboard, tab 1: 153 RTUs online, nothing is sent');
    keys('?');
    await takeTab('dashboard-keys', 'All keys of the dashboard');
    keys('Escape', 'i');
    type('1');
    keys('Tab');
    type('60');
    keys('Enter');
    await see(/Sending 1/);
    await sleep(AVALANCHE_MS);
    keys('Escape', '1');
    await takeTab(
      'dashboard-rtus',
      'Tab 1 under an avalanche of index 1: every RTU with its rate and its acknowledgement times',
    );
    keys('Enter');
    await takeTab('dashboard-actions', 'The actions of an RTU');
    keys('Escape', '2');
    await takeTab('dashboard-compare', 'Tab 2: two RTUs of one station with their parameters and their logs');
    keys('3');
    await takeTab(
      'dashboard-throughput',
      'Tab 3: signals and frames a second, acknowledgement times, shards, and who is the limit',
    );
    keys('4');
    await takeTab('dashboard-log', 'Tab 4: what happened in the program');
  } finally {
    await closeTerminal();
  }
}

/**
 * @param {string} name
 * @param {string} title
 */
async function takeTab(name, title) {
  await sleep(1500);
  take(name, title);
}

/**
 * @param {string} name
 * @param {string} title
 */
function take(name, title) {
  const lines = tmux('capture-pane', '-e', '-p').replace(/\n+$/, '').split('\n');
  writeFileSync(join(PICTURES, `${name}.svg`), drawScreen(lines, title));
}

async function takeReport() {
  // The report shows the command line: run it as a user would, in a folder of its own.
  for (const name of ['iec104rs.csv', 'data'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'cover.csv'), COVER);
  const limits = ['ack-p99=500ms', 'lost=0', 'online=153', 'reconnects=0'].flatMap((limit) => [
    '--limit',
    limit,
  ]);
  const run = [
    '--headless',
    '--send',
    '1:20',
    '--exit-after-send',
    '--signal-log',
    'none',
    '--cover',
    'cover.csv',
    '--report',
    'run.html',
  ];
  const options = { cwd: folder, stdio: /** @type {const} */ ('ignore') };
  const simulator = spawn(process.execPath, [PROGRAM, ...run, ...limits], options);
  const slow = ['--gi', '--ack', 'delay:50', '--retry', '60'];
  const master = spawn(process.execPath, [PROGRAM, 'master', ...slow], options);
  await new Promise((resolve) => simulator.on('exit', resolve));
  master.kill();
  await takeChapters(join(folder, 'run.html'));
}

/** @param {string} page */
async function takeChapters(page) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
  try {
    const view = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    await view.goto(`file://${page}`);
    for (const [name, [from, to]] of Object.entries(REPORT_PICTURES)) {
      const first = await view.locator(from).first().boundingBox();
      const last = await view.locator(to).first().boundingBox();
      if (first === null || last === null) throw new Error(`${name}: ${from} or ${to} is not on the page`);
      const clip = {
        x: 0,
        y: first.y - 12,
        width: 1000,
        height: Math.min(MOST_HEIGHT, last.y + last.height - first.y + 24),
      };
      const path = join(PICTURES, `${name}.png`);
      await view.screenshot({ path, fullPage: true, clip });
      shrink(path, '8');
    }
  } finally {
    await browser.close();
  }
}

/** The types of an interoperability list, and the begin of its matrix. */
function takeList() {
  const words = ['interoperability', '--rtu', '1', '-o', join(folder, 'list.html')];
  execFileSync(process.execPath, [PROGRAM, ...words], { cwd: ROOT, stdio: 'ignore' });
  takeBelow('list.html', 'interoperability', 2365, 932);
}

/**
 * @param {string} page
 * @param {string} name
 * @param {number} top
 * @param {number} height
 */
function takeBelow(page, name, top, height) {
  const place = `position:absolute;top:-${top}px;left:0;width:1000px;height:5000px;border:0`;
  const frame = `<body style="margin:0;overflow:hidden"><iframe src="${page}" style="${place}"></iframe>`;
  writeFileSync(join(folder, `${name}.html`), frame);
  takePage(`${name}.html`, name, height);
}

async function takeLive() {
  const api = '127.0.0.1:25299';
  const limits = ['ack-p99=500ms', 'lost=0', 'online=153', 'reconnects=0'].flatMap((limit) => [
    '--limit',
    limit,
  ]);
  const run = [
    '--headless',
    '--web',
    '--api',
    api,
    '--send',
    '1:60',
    '--signal-log',
    'none',
    '--log',
    folder,
  ];
  const options = { cwd: ROOT, stdio: /** @type {const} */ ('ignore') };
  const simulator = spawn(process.execPath, [PROGRAM, '--no-set-clock', ...run, ...limits], options);
  const slow = ['--ack', 'delay:50', '--retry', '60'];
  const master = spawn(process.execPath, [PROGRAM, 'master', ...slow], options);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme: 'dark' });
    const untilMs = performance.now() + DEADLINE_MS;
    while (
      !(await fetch(`http://${api}/`).then(
        () => true,
        () => false,
      ))
    ) {
      if (performance.now() > untilMs) throw new Error('the page does not come');
      await sleep(200);
    }
    await page.goto(`http://${api}/`);
    await page.locator('#state', { hasText: 'RUNNING' }).waitFor();
    await sleep(AVALANCHE_MS);
    const picture = join(PICTURES, 'live-wall.png');
    await page.screenshot({ path: picture });
    shrink(picture, '10');
  } finally {
    await browser.close();
    master.kill();
    simulator.kill();
  }
}

/** The most lines of a picture: packages carry them. */
const MOST_HEIGHT = 700;

/**
 * Makes a picture small: few colours, and WebP without loss in place of the PNG.
 * @param {string} picture a PNG, which is taken away
 * @param {string} colours
 */
function shrink(picture, colours) {
  const how = ['--force', '--speed', '1', '--nofs', '--strip', '--output', picture];
  execFileSync('pngquant', [...how, colours, picture]);
  execFileSync('cwebp', ['-quiet', '-lossless', '-z', '9', picture, '-o', picture.replace(/png$/, 'webp')]);
  rmSync(picture);
}

/**
 * @param {string} page
 * @param {string} name
 * @param {number} height
 */
function takePage(page, name, height) {
  const browser = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--allow-file-access-from-files',
  ];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const view = [
    `--window-size=1000,${height}`,
    '--virtual-time-budget=3000',
    `--user-data-dir=${folder}/browser`,
  ];
  const picture = join(PICTURES, `${name}.png`);
  const screenshot = `--screenshot=${picture}`;
  execFileSync('chromium', [...browser, ...quiet, ...view, screenshot, `file://${join(folder, page)}`], {
    stdio: 'ignore',
  });
  shrink(picture, '8');
}

/** @param {RegExp} pattern */
async function see(pattern) {
  const untilMs = performance.now() + DEADLINE_MS;
  for (;;) {
    const screen = tmux('capture-pane', '-p');
    if (pattern.test(screen)) return;
    if (performance.now() > untilMs) throw new Error(`not seen: ${pattern}\n${screen}`);
    await sleep(100);
  }
}

/** @param {readonly string[]} names */
function keys(...names) {
  for (const name of names) tmux('send-keys', name);
}

/** @param {string} text */
function type(text) {
  tmux('send-keys', '-l', text);
}

/** @param {readonly string[]} words */
function tmux(...words) {
  return execFileSync('tmux', ['-L', SOCKET, ...words], { encoding: 'utf8' });
}
