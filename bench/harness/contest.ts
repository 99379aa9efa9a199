/** One run of an avalanche: a subject that sends on every connection, and the sink that counts what it receives. */
import { Child, cpuSeconds, machineCpuSeconds, ownCpuSeconds } from './child.js';
import type { FloodOptions } from './flood-set.js';
import { FLOOD_INDEX, FULL_OBJECTS } from './flood-set.js';
import { PROGRAM } from './tools.js';

/** Settings of an avalanche. */
export interface Contest extends FloodOptions {
  shards: number;
  seconds: number;
  /** The sink's w. */
  w: number;
  signalLog: 'all' | 'none';
  /** Command and first words of the sink. */
  sink: readonly string[];
  /** Command and first words of the baseline; the rest are those of `flood`. */
  baseline: { name: string; command: readonly string[] };
  ini: string;
  data: string;
  log: string;
}

/** The sink's counts. */
export interface SinkFigures {
  up: number;
  apdus: number;
  objects: number;
  errors: number;
  apdu_per_s: number;
  objects_per_s: number;
  first_skew_ms: number;
}

/** The totals that the program prints when its send ends. */
export interface SendFigures {
  sent: number;
  acknowledged: number;
}

/** One run of one subject. */
export interface Round {
  sink: SinkFigures;
  cpuPerMillionApdus: number;
  /** Cores in use by other programs during the run. */
  othersCores: number;
  /** The program's own count. */
  send?: SendFigures;
}

const START_MS = 30_000;
const SINK_SPARE_MS = 90_000;
/** The program sends longer than the sink counts, so that the sink ends the links and not the program. */
const SPARE_SECONDS = 60;

/** Objects of a full frame. */
export function objectsPerFrame(contest: FloodOptions): number {
  return contest.objects === '1' ? 1 : FULL_OBJECTS;
}

/** Runs the built program against the sink. */
export async function runProgram(contest: Contest): Promise<Round> {
  const { ini, data, log, shards, signalLog, seconds } = contest;
  const program = new Child(process.execPath, [
    PROGRAM,
    ...['--headless', '--ini', ini, '--data', data, '--log', log],
    ...['--shards', String(shards), '--signal-log', signalLog],
    ...['--send', `${FLOOD_INDEX}:${seconds + SPARE_SECONDS}`, '--exit-after-send'],
  ]);
  try {
    await program.line(/ RTUs? listens? on /, START_MS);
    const round = await countWith(contest, program);
    const [, totals] = await program.line(/send 1: .* ended: (.*)$/, START_MS);
    await program.ended;
    return {
      ...round,
      send: { sent: figureOf(totals, 'sent'), acknowledged: figureOf(totals, 'acknowledged') },
    };
  } finally {
    await program.stop();
  }
}

/** Runs the baseline against the sink. */
export async function runBaseline(contest: Contest): Promise<Round> {
  const { rtus, firstPort, k, baseline } = contest;
  const [command, ...first] = baseline.command;
  const words = [rtus, firstPort, objectsPerFrame(contest), ...(baseline.name === 'flood' ? [1] : []), k];
  const subject = new Child(command, [...first, ...words.map(String)]);
  try {
    // `flood` does not print when it listens; the sink retries until it does.
    if (baseline.name !== 'flood') await subject.line(/^listening$/, START_MS);
    return await countWith(contest, subject);
  } finally {
    await subject.stop();
  }
}

async function countWith(contest: Contest, subject: Child): Promise<Round> {
  const { firstPort, rtus, seconds, w } = contest;
  const [command, ...first] = contest.sink;
  const beforeSeconds = cpuSeconds(subject.pid);
  const othersBefore = machineCpuSeconds() - ownCpuSeconds();
  const fromMs = performance.now();
  const sink = new Child(command, [
    ...first,
    ...['-p', String(firstPort), '-n', String(rtus), '-d', String(seconds), '-w', String(w)],
  ]);
  const late = setTimeout(() => void sink.stop(), seconds * 1000 + SINK_SPARE_MS);
  await sink.ended;
  const usedSeconds = cpuSeconds(subject.pid) - beforeSeconds;
  const othersSeconds = machineCpuSeconds() - ownCpuSeconds() - othersBefore - usedSeconds;
  const elapsedSeconds = (performance.now() - fromMs) / 1000;
  clearTimeout(late);
  // The subject ends early if its port is taken; the sink would then have counted another server's frames.
  if (subject.hasEnded) throw new Error(`${subject.command} ended early: ${subject.lines.slice(-1)}`);
  const figures = parseFigures(sink);
  if (figures.up !== rtus) throw new Error(`${figures.up} of ${rtus} connections were up at the end`);
  return {
    sink: figures,
    cpuPerMillionApdus: (usedSeconds / figures.apdus) * 1e6,
    othersCores: Math.max(0, othersSeconds / elapsedSeconds),
  };
}

function parseFigures(sink: Child): SinkFigures {
  try {
    return JSON.parse(sink.output) as SinkFigures;
  } catch {
    throw new Error(`the sink printed no figures: ${sink.output}${sink.lines.join('\n')}`);
  }
}

function figureOf(totals: string, name: string): number {
  const match = new RegExp(`${name} ([\\d,]+)`).exec(totals);
  return match === null ? Number.NaN : Number(match[1].replaceAll(',', ''));
}

/**
 * Compares the program's count with the sink's. A difference must be under way at the end: sent and not yet read by the sink,
 * or read and not yet acknowledged, each at most one window per RTU. Returns one line, and whether the difference is explained.
 */
export function compareCounts(contest: Contest, round: Round): { line: string; explained: boolean } {
  const { sink, send } = round;
  if (send === undefined) return { line: '', explained: true };
  const most = contest.rtus * contest.k * objectsPerFrame(contest);
  const unread = send.sent - sink.objects;
  const unacknowledged = sink.objects - send.acknowledged;
  const within = (count: number): boolean => count >= 0 && count <= most;
  const explained = within(unread) && within(unacknowledged);
  const line =
    `counts: sent ${send.sent}, received ${sink.objects}, acknowledged ${send.acknowledged}; ` +
    `${unread} not read and ${unacknowledged} not acknowledged at the cut, ` +
    `${explained ? 'within' : 'NOT WITHIN'} the ${most} of all windows`;
  return { line, explained };
}
