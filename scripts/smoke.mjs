/**
 * A smoke run of the built program on the Node.js that runs this script, or on another:
 * `node scripts/smoke.mjs [PATH-OF-NODE]`. RTUs listen, are interrogated, send an avalanche, stop. Checks that the counts
 * agree with the master's and that exit codes are those of `docs/behaviour.md` §6. Exit code 1 at the first difference.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports.mjs';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const RTUS = 20;
const SIGNALS = 500;
/** The script fails after this time, ms: something hangs. */
const HANG_MS = 120_000;

const node = process.argv[2] ?? process.execPath;
const folder = mkdtempSync(join(tmpdir(), 'iec104rs-smoke-'));
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {{ said: { out: string, err: string } }[]} */
const programs = [];

/** Starts the program with these words. @param {string[]} words */
function start(...words) {
  const child = spawn(node, [MAIN, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const said = { out: '', err: '' };
  programs.push({ said });
  let wake = () => {};
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.err += text;
    wake();
  });
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
      wake();
    });
  });
  /** Resolves once standard error matches. @param {RegExp} pattern */
  const line = (pattern) =>
    new Promise((resolve, reject) => {
      wake = () => {
        if (pattern.test(said.err)) resolve(undefined);
        else if (!running.has(child)) reject(new Error(`ended without ${pattern}:\n${said.err}`));
      };
      wake();
    });
  return { child, said, ended, line };
}

async function smoke() {
  const ports = await freePorts(RTUS);
  const rows = ports.map((port, i) => `${i + 1},R${i + 1},${i + 1},${port},,12,60,d.csv,eoi=never`);
  writeFileSync(join(folder, 'iec104rs.csv'), `${rows.join('\n')}\n`);
  mkdirSync(join(folder, 'data'));
  const points = Array.from({ length: SIGNALS }, (_, i) => `7,Y,30,${1000 + i},${i % 2},0`);
  writeFileSync(join(folder, 'data', 'd.csv'), `${points.join('\n')}\n`);

  // Usage and configuration errors
  assert.equal(await start('--nonsense').ended, 2);
  assert.equal(await start('nonsense').ended, 2);
  assert.equal(await start('--ini', 'missing.csv', '--check').ended, 1);
  assert.equal(await start('--check').ended, 0);

  // Listen, interrogate, avalanche, stop
  const simulator = start(
    '--no-set-clock',
    '--headless',
    '--shards',
    '2',
    '--send',
    '7',
    '--sent-list',
    'sent.csv',
  );
  await simulator.line(/ 20 RTUs listen on 2 shards /);
  const master = start('master', '--gi', '--ack', 'eager', '--json');
  await simulator.line(/ send 1: index 7 ended: /);
  assert.match(simulator.said.err, /offered 10,000, sent 10,000, acknowledged 10,000/);
  master.child.kill('SIGINT');
  assert.equal(await master.ended, 0, `${master.said.err}${master.said.out}`);
  const counted = JSON.parse(master.said.out);
  assert.equal(counted.started, RTUS);
  assert.deepEqual([counted.interrogations.done, counted.interrogations.objects], [RTUS, RTUS * SIGNALS]);
  assert.deepEqual([counted.byCot[3], counted.byCot[20]], [RTUS * SIGNALS, RTUS * SIGNALS]);
  assert.equal(counted.violations, 0);
  simulator.child.kill('SIGTERM');
  assert.equal(await simulator.ended, 0, simulator.said.err);
  const sent = readFileSync(join(folder, 'sent.csv'), 'utf8').trimEnd().split('\n');
  assert.equal(sent.length, 1 + RTUS * SIGNALS);

  // A missed limit
  const words = ['--send', '7', '--exit-after-send', '--report', 'run.json', '--limit', 'online=21'];
  const limited = start('--no-set-clock', '--headless', ...words);
  await limited.line(/ RTUs? listens? on /);
  const second = start('master', '--ack', 'w', '--t2', '1', '--json');
  assert.equal(await limited.ended, 3, limited.said.err);
  // The simulator closed its links, which the master counts as failures.
  second.child.kill('SIGINT');
  assert.equal(await second.ended, 1);
  const report = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  assert.equal(report.verdict, 'FAIL');
  assert.equal(report.totals.signals.acknowledged, RTUS * SIGNALS);
}

const hang = setTimeout(() => {
  console.error(`smoke: not over after ${HANG_MS / 1000} s; what the programs said last:`);
  for (const { said } of programs) console.error(`--- ${said.err.slice(-500)}`);
  process.exit(1);
}, HANG_MS);
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
try {
  const fromMs = performance.now();
  await smoke();
  clearTimeout(hang);
  console.log(`smoke: ${node} passed in ${((performance.now() - fromMs) / 1000).toFixed(1)} s`);
} catch (error) {
  console.error(error);
  process.exit(1);
}
