/**
 * Finds the bottleneck of an avalanche, so that the front-end is not blamed for a slow simulator, nor the simulator for a slow
 * front-end. The dashboard and the report of a run use the same rule.
 *
 * The thresholds lie between values measured with 150 RTUs on two processors. A shard at its limit works 97 to 100 % of the
 * time. A shard that shares its processors with other programs is ready to run 70 to 98 % of the time, and waits 20 to 60 %
 * of it for a processor. A shard behind masters that acknowledge late is ready to run less than 30 % of the time, even if all
 * processors are in use.
 */

import { PAUSE_MS } from '../channel/pause-table.js';
import { formatFigureMs } from '../text/format.js';

/** The load of a shard during the judged time, as shares 0…1 of that time; NaN: unknown. */
export interface ShardLoad {
  /** The event loop worked. */
  readonly busy: number;
  /** The thread had a processor. */
  readonly cpu: number;
  /** The thread was ready to run, but others had the processors. */
  readonly waited: number;
  /** 99th percentile of the event loop's delay, ms. */
  readonly loopDelayP99Ms: number;
}

/** The measurements that are judged. */
export interface BottleneckInput {
  readonly shards: readonly ShardLoad[];
  /** Number of RTUs that sent an index. */
  readonly sending: number;
  /** Mean share of the time that they waited behind a closed window, 0…1. */
  readonly stalled: number;
  /** Shares of this machine's processors used by all programs, and by this one, 0…1; absent or NaN: unknown. */
  readonly machine?: number;
  readonly program?: number;
  /** Longest pause of any thread of this program that lies in the judged time, ms; absent or 0: there was none. */
  readonly pausedMs?: number;
}

/**
 * What sets the pace. `simulator`: this program. `machine`: the test machine, which other programs use too. `master`: the
 * masters. `ask`: the waits, filters and rates of the send itself. `unknown`: nothing was sent, nothing was measured, or the
 * simulator stood still meanwhile.
 */
export type BottleneckName = 'simulator' | 'machine' | 'master' | 'ask' | 'unknown';

/** The bottleneck, and why it is one, as a sentence for people. */
export interface Bottleneck {
  readonly who: BottleneckName;
  readonly text: string;
  /** The pause for which nobody is named, ms; absent: it is not because of one. */
  readonly pausedMs?: number;
}

/** A shard that works, or is ready to, for at least this share of the time is at its limit. */
const AT_LIMIT = 0.9;
/** Waiting for a processor counts from this share on; less is the time that a thread takes to wake up. */
const WAITED = 0.15;
/** With windows closed, a waiting shard counts as short of CPU above this demand. */
const SHORT = 0.6;
/** On a system that does not report waiting: processors used to this share are scarce. */
const MACHINE_FULL = 0.8;
/** If this program has this share of all processor time in use, its shards wait for each other. */
const ALL_OWN = 0.9;
/** RTUs that wait behind closed windows for at least this share are held back by their masters. */
const HELD_BACK = 0.5;
/** An event loop this late, ms, adds visibly to the measured latencies. */
const LATE_MS = 50;

/**
 * A thread that stood still for so long, ms, is the whole story, whatever the shards say of their work: what a thread measures
 * of itself is no measure of the time in which it stood still.
 */
const LONG_PAUSE_MS = 1000;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The share of the time that a shard worked or was ready to. A woken thread's wait for a processor counts as idle in the event loop. */
function demandOf({ busy, cpu, waited }: ShardLoad): number {
  return Math.min(1, Number.isNaN(cpu + waited) ? busy : Math.max(busy, cpu + waited));
}

/**
 * Finds the bottleneck. Nobody is named where the simulator stood still: its pause closes windows, delays every acknowledgement
 * and leaves its shards idle, just as slow masters do. A shard at its limit pauses too, and is named for a pause that is short. Closed windows are judged last: a shard at its limit reads acknowledgements late, and that closes windows
 * just as a slow master does.
 */
export function findBottleneck(input: BottleneckInput): Bottleneck {
  const { shards, sending, stalled, pausedMs = 0 } = input;
  if (sending > 0 && pausedMs >= LONG_PAUSE_MS) return paused(pausedMs);
  const known = shards.filter(({ busy }) => !Number.isNaN(busy));
  if (known.length === 0) return { who: 'unknown', text: 'Who is the limit is not measured yet.' };
  const busiest = known.reduce((a, b) => (demandOf(b) > demandOf(a) ? b : a));
  const heldBack = sending > 0 && stalled >= HELD_BACK;
  const atLimit = demandOf(busiest) >= AT_LIMIT;
  const short = known.filter((shard) => isShort(shard, input) && (atLimit || heldBack));
  if (short.length > 0) {
    return blameProcessors(
      short.reduce((a, b) => (b.waited > a.waited ? b : a)),
      input,
    );
  }
  if (atLimit) {
    return {
      who: 'simulator',
      text: `The simulator is the limit, not the master: ${nameOf(busiest, input)} works ${percent(busiest.busy)} of the time.`,
    };
  }
  if (sending === 0) return { who: 'unknown', text: 'No index send runs: nothing is at its limit.' };
  if (pausedMs >= PAUSE_MS) return paused(pausedMs);
  const work = `the busiest shard works ${percent(busiest.busy)}`;
  if (heldBack) {
    const lateMs = Math.max(...known.map(({ loopDelayP99Ms }) => loopDelayP99Ms || 0));
    const caution =
      lateMs >= LATE_MS ? ` Up to ${Math.round(lateMs)} ms of a latency can be the simulator's own.` : '';
    return {
      who: 'master',
      text: `The masters are the limit: sending RTUs wait ${percent(stalled)} of the time for acknowledgements, ${work}.${caution}`,
    };
  }
  return {
    who: 'ask',
    text: `Neither is the limit: waits, filters and rates set the pace. Windows are open ${percent(1 - stalled)} of the time, ${work}.`,
  };
}

function paused(ms: number): Bottleneck {
  const text = `The simulator paused ${formatFigureMs(ms)}: nobody is named the limit.`;
  return { who: 'unknown', text, pausedMs: ms };
}

/** Whether a shard is short of CPU. */
function isShort(shard: ShardLoad, { machine = Number.NaN }: BottleneckInput): boolean {
  const scarce = Number.isNaN(shard.waited) ? machine >= MACHINE_FULL : shard.waited >= WAITED;
  return scarce && demandOf(shard) >= SHORT;
}

/** The bottleneck if the processors are scarce: this program, or others on this machine. */
function blameProcessors(shard: ShardLoad, input: BottleneckInput): Bottleneck {
  const { machine = Number.NaN, program = Number.NaN } = input;
  const name = nameOf(shard, input);
  const wants = Number.isNaN(shard.waited)
    ? `${name} works ${percent(shard.busy)} of the time, processors are used to ${percent(machine)}`
    : `${name} runs ${percent(shard.cpu)} of the time, and waits ${percent(shard.waited)} for a processor`;
  if (program >= machine * ALL_OWN) {
    return {
      who: 'simulator',
      text: `The simulator is the limit, not the master: it uses all processors; ${wants}.`,
    };
  }
  const others =
    machine > program ? `; other programs use ${percent(machine - program)} of the processors` : '';
  return { who: 'machine', text: `This test machine is the limit, not the master: ${wants}${others}.` };
}

function nameOf(shard: ShardLoad, { shards }: BottleneckInput): string {
  return shards.length > 1 ? `shard ${shards.indexOf(shard)}` : 'its shard';
}
