/** One run of the command line: open, request, count, close. */

import { plainJson } from '../text/outside-text.js';
import { ActiveFailure } from './active-failure.js';
import { conductOf } from './conduct.js';
import { ControllingStation } from './controlling-station.js';
import type { MasterOptions } from './master-options.js';
import { Reception } from './reception.js';
import { loadRtuList } from './rtu-list.js';
import { isClean, type RunRecord } from './run-record.js';
import { RunRequests } from './run-requests.js';
import { rateLine, summaryData, summaryText } from './summary.js';

const STOP_DEADLINE_MS = 2_000;
const RATE_LINE_MS = 1_000;

/** Where a run writes, line by line. */
export interface RunOutput {
  out: (line: string) => void;
  err: (line: string) => void;
}

/**
 * Runs until the seconds are over or `interrupted` aborts, then STOPDT, close, summary.
 * Returns the exit code: 0 clean, 1 if anything failed or an RTU violated the protocol. Throws `INI_UNREADABLE`.
 */
export async function run(
  options: MasterOptions,
  output: RunOutput,
  interrupted: AbortSignal,
): Promise<number> {
  const list = loadRtuList(options.ini, options.addresses);
  for (const reason of list.skipped) output.err(`${options.ini} ${reason}: not opened`);
  const rtus = list.rtus.slice(0, options.rtus);
  if (rtus.length === 0) {
    output.err(`${options.ini} has no RTU to open`);
    return 1;
  }
  for (const rtu of rtus) {
    if (options.parameters.ack.kind === 'w' && options.parameters.w > rtu.k) {
      output.err(
        `${rtu.name}-${rtu.ca}-${rtu.port}: w = ${options.parameters.w} is above its k = ${rtu.k}, it will wait for t2`,
      );
    }
  }
  const { behaviour } = options;
  if (behaviour.words.length > 0) output.err(`behaves: ${behaviour.words.join(', ')}`);
  const received = new Reception(options, output);
  const station = new ControllingStation(rtus, {
    host: options.host,
    ...(options.from === undefined ? {} : { from: options.from }),
    parameters: options.parameters,
    ...(options.second === undefined ? {} : { second: options.second }),
    conduct: conductOf(behaviour.conduct, behaviour.ignoresT1),
    clockOffMs: behaviour.clockOffMs,
    takeoverMs: behaviour.takeoverMs,
    ...(received.isWanted ? { onAsdu: (rtu, octets, at, end) => received.take(rtu, octets, at, end) } : {}),
  });
  const failure = activeFailure(station, options, output);
  const aborted = abortion(interrupted);
  const failures = await Promise.race([openAll(station, options), aborted.then(() => [])]);
  const begin = station.totals();
  const beginMs = performance.now();
  output.err(`${begin.started} of ${begin.rtus} RTUs started`);
  const stopLines = printRates(station, output, begin, beginMs);
  const requests = new RunRequests(station, options);
  station.onStartedLater = (link) => requests.greet(link.rtus);
  const stopSwitching = switchRegularly(station, options.switchEveryMs);
  const stopReopening = options.reconnect ? reopening(station, options, requests) : () => {};
  const mayStart = options.reconnect || station.links.some(({ state }) => state === 'starting');
  if (!interrupted.aborted && (begin.started > 0 || mayStart)) {
    requests.open();
    await (options.seconds > 0 ? pause(options.seconds * 1000, interrupted) : aborted);
  }
  stopLines();
  stopReopening();
  stopSwitching();
  failure?.stop();
  requests.finish();
  const record: RunRecord = {
    station,
    rtus: begin.rtus,
    connected: begin.connected,
    started: begin.started,
    failures,
    clocks: requests.clocks,
    interrogations: requests.interrogations,
    commands: requests.commands,
    script: requests.script,
    begin,
    end: station.totals(),
    countedMs: performance.now() - beginMs,
    failedActive: failure?.closed,
    withheld: requests.withheld,
  };
  noteLostLinks(record);
  if (options.parameters.ack.kind !== 'never')
    record.failures.push(...(await station.stopAll(STOP_DEADLINE_MS)));
  station.closeAll();
  await requests.settled();
  if (options.json) output.out(plainJson(JSON.stringify(summaryData(record))));
  else output.out(summaryText(record, options.judge ? 'judge' : 'summary'));
  await received.close();
  return isClean(record) ? 0 : 1;
}

async function openAll(station: ControllingStation, options: MasterOptions) {
  const unreachable = await station.connectAll(options.retryMs);
  return [...unreachable, ...(await station.startAll())];
}

/** Adds the links that ended during counting, or that were not started at an interruption. */
function noteLostLinks(record: RunRecord): void {
  // With --reconnect a link that could not be opened at first may be open now.
  record.failures = record.failures.filter(({ link }) => record.station.links.includes(link));
  const known = new Set(record.failures.map(({ link }) => link));
  for (const link of record.station.links) {
    if (link.state === 'started' || known.has(link) || record.station.isServed(link)) continue;
    record.failures.push({ link, reason: link.closeReason || `interrupted while ${link.state}` });
  }
}

/** Opens links again as the behaviour says, with the requests of a link that is started. */
function reopening(station: ControllingStation, options: MasterOptions, requests: RunRequests): () => void {
  const { backMs, apartMs } = options.behaviour;
  const how = { apartMs, ...(backMs === undefined ? {} : { pauseMs: backMs }) };
  return station.keepOpen((link) => requests.greet(link.rtus), how);
}

/** The failure of the active server, if the behaviour has one. */
function activeFailure(station: ControllingStation, { behaviour }: MasterOptions, output: RunOutput) {
  const { fail } = behaviour;
  if (fail === undefined) return undefined;
  const failure = new ActiveFailure(station, fail, (connections) =>
    output.err(`the active server fails: ${connections} connections closed`),
  );
  station.onTurn = () => failure.look();
  return failure;
}

/** Switches every RTU to its standby connection in this period; 0: never. */
function switchRegularly(station: ControllingStation, everyMs: number): () => void {
  if (everyMs === 0) return () => {};
  const timer = setInterval(() => station.switchAll(), everyMs);
  return () => clearInterval(timer);
}

function printRates(
  station: ControllingStation,
  output: RunOutput,
  begin: RunRecord['begin'],
  beginMs: number,
) {
  let before = begin;
  let beforeMs = beginMs;
  let second = 0;
  const timer = setInterval(() => {
    const now = station.totals();
    const nowMs = performance.now();
    output.err(rateLine(++second, before, now, nowMs - beforeMs));
    before = now;
    beforeMs = nowMs;
  }, RATE_LINE_MS);
  return () => clearInterval(timer);
}

function abortion(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function pause(pauseMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pauseMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
