/**
 * Whether a staged program runs: files are checked, RTUs send to the bundled master, the API answers with its
 * pages, reports are written with their charts, the dashboard's modules are there. What was pruned too much fails here.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePorts } from '../free-ports.mjs';

const RTUS = 3;
const SIGNALS = 200;
/** It ends what hangs, ms. */
const HANG_MS = 120_000;
const PAGES = ['/api/status', '/api/openapi.json', '/metrics'];

/**
 * Throws a sentence that says what does not work.
 * @param {string} folder of the staged program
 * @param {string} node
 */
export async function checkStaged(folder, node) {
  const work = mkdtempSync(join(tmpdir(), 'iec104rs-check-'));
  /** @type {import('node:child_process').ChildProcess[]} */
  const running = [];
  const main = join(folder, 'dist/main.js');
  /** @param {string[]} words */
  const start = (...words) => {
    const child = spawn(node, [main, ...words], {
      cwd: work,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: HANG_MS,
    });
    running.push(child);
    return said(child);
  };
  try {
    await dashboardIsThere(folder, node);
    const samples = spawnSync(node, [main, '--check'], { cwd: folder, encoding: 'utf8', timeout: HANG_MS });
    if (samples.status !== 0) throw new Error(`--check of the samples: ${samples.stderr}`);
    const [api, ...ports] = await freePorts(RTUS + 1);
    writeFiles(work, ports);
    const simulator = start(
      ...['--headless', '--no-set-clock', '--shards', '1', '--api', `127.0.0.1:${api}`, '--send', '7'],
      ...[
        '--exit-after-send',
        '--await-masters',
        String(RTUS),
        '--report',
        'run.json',
        '--report',
        'run.html',
      ],
      ...['--limit', `online=${RTUS}`, '--sent-list', 'sent.csv'],
    );
    await simulator.line(/ HTTP API at /);
    for (const page of PAGES) {
      const answer = await fetch(`http://127.0.0.1:${api}${page}`, { signal: AbortSignal.timeout(HANG_MS) });
      if (!answer.ok || (await answer.text()) === '') throw new Error(`${page} of the API: ${answer.status}`);
    }
    start('master', '--ack', 'eager', '--retry', '60', '--json');
    const code = await simulator.ended;
    if (code !== 0) throw new Error(`the run: exit code ${code}: ${simulator.text()}`);
    const report = JSON.parse(readFileSync(join(work, 'run.json'), 'utf8'));
    const { acknowledged } = report.totals.signals;
    if (report.verdict !== 'PASS' || acknowledged !== RTUS * SIGNALS) {
      throw new Error(
        `the run: ${report.verdict}, ${acknowledged} of ${RTUS * SIGNALS} signals acknowledged`,
      );
    }
    if (!readFileSync(join(work, 'run.html'), 'utf8').includes('<svg'))
      throw new Error('the report has no charts');
  } finally {
    for (const child of running) child.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} work @param {readonly number[]} ports */
function writeFiles(work, ports) {
  const rows = ports.map((port, i) => `${i + 1},R${i + 1},${i + 1},${port},,12,60,d.csv,eoi=never`);
  writeFileSync(join(work, 'iec104rs.csv'), `${rows.join('\n')}\n`);
  mkdirSync(join(work, 'data'));
  const points = Array.from({ length: SIGNALS }, (_, i) => `7,Y,30,${1000 + i},${i % 2},0`);
  writeFileSync(join(work, 'data/d.csv'), `${points.join('\n')}\n`);
}

/** Loads what the dashboard and the gateway are made of, and the files of the page in a browser. @param {string} folder @param {string} node */
async function dashboardIsThere(folder, node) {
  const modules = ['dist/tui/dashboard.js', 'dist/tui/screen/terminal.js', 'dist/app/gateway/gateway.js'];
  const urls = modules.map((path) => pathToFileURL(join(folder, path)).href);
  const web = pathToFileURL(join(folder, 'dist/http/live/web-files.js')).href;
  const script = `(await import(${JSON.stringify(web)})).readWebFiles(); await Promise.all(${JSON.stringify(urls)}.map((url) => import(url))); process.exit(0)`;
  const { status, stderr } = spawnSync(node, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: HANG_MS,
  });
  if (status !== 0) throw new Error(`the modules of the dashboard: ${stderr}`);
}

/** What a program says, line by line. @param {import('node:child_process').ChildProcess} child */
function said(child) {
  let text = '';
  let wake = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part) => {
      text += part;
      wake();
    });
  }
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    child.once('close', (code) => {
      resolve(code);
      wake();
    });
  });
  /** @param {RegExp} pattern @returns {Promise<void>} */
  const line = (pattern) =>
    new Promise((resolve, reject) => {
      wake = () => {
        if (pattern.test(text)) resolve();
        else if (child.exitCode !== null) reject(new Error(`it ended without ${pattern}: ${text}`));
      };
      wake();
    });
  return { ended, line, text: () => text };
}
