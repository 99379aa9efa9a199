/**
 * Who sets the pace of an avalanche, from measurements: so that a front-end is never blamed for the tester, nor the tester for it.
 * One rule for the dashboard and the run report. The thresholds lie between what was measured on two processors with 150 RTUs:
 * a shard at its limit works 97 to 100 % of the time; one that shares its processors with others is ready to run 70 to 98 % of it and waits
 * for a processor 20 to 60 %; behind masters that acknowledge late it is ready to run less than 30 %, even with all processors taken.
 */

/** What a shard did during the time in question; shares of it 0…1, NaN: not known. */
export interface ShardLoad {
  /** Its event loop worked. */
  readonly busy: number;
  /** It had a processor. */
  readonly cpu: number;
  /** It could have run, but others had the processors. */
  readonly waited: number;
  /** How late its event loop came round, ms. */
  readonly loopDelayP99Ms: number;
}

/** What the judgement is made from. */
export interface BottleneckInput {
  readonly shards: readonly ShardLoad[];
  /** RTUs that sent an index. */
  readonly sending: number;
  /** Mean share of the time that these waited behind a closed window, 0…1. */
  readonly stalled: number;
  /** Shares of this machine's processors that anyone, and that this program used, 0…1; absent or NaN: not known. */
  readonly machine?: number;
  readonly program?: number;
}

/**
 * `simulator`, `machine` (the test machine is shared with others), `master`: it sets the pace. `ask`: waits, filters and rates that were
 * asked for do. `unknown`: nothing was sent, or nothing measured.
 */
export type BottleneckName = 'simulator' | 'machine' | 'master' | 'ask' | 'unknown';

/** Who, and why in one plain sentence. */
export interface Bottleneck {
  readonly who: BottleneckName;
  readonly text: string;
}

/** A shard that works, or could have worked, for this share is at its limit. */
const AT_LIMIT = 0.9;
/** Waiting for a processor counts from this share on; below, it is how long a thread takes to wake up. */
const WAITED = 0.15;
/** Behind closed windows, a shard that waits for a processor lacks it when it could have worked for this share. */
const SHORT = 0.6;
/** Where a system doesn't tell how long threads wait: processors used for this share are scarce. */
const MACHINE_FULL = 0.8;
/** The program has nearly all that is used of the processors: its shards wait for each other. */
const ALL_OWN = 0.9;
/** RTUs that wait longer than this share are held back by their masters. */
const HELD_BACK = 0.5;
/** An event loop this late, ms, shows in the latencies. */
const LATE_MS = 50;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The share of the time that a shard worked or could have worked. A thread that is woken up waits for its processor inside `idle`. */
function demandOf({ busy, cpu, waited }: ShardLoad): number {
  return Math.min(1, Number.isNaN(cpu + waited) ? busy : Math.max(busy, cpu + waited));
}

/**
 * Judges. A closed window counts last: a shard at its limit reads acknowledgements late, which closes windows just as a slow master
 * does.
 */
export function findBottleneck(input: BottleneckInput): Bottleneck {
  const { shards, sending, stalled } = input;
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

/** Whether a shard lacks a processor. */
function isShort(shard: ShardLoad, { machine = Number.NaN }: BottleneckInput): boolean {
  const scarce = Number.isNaN(shard.waited) ? machine >= MACHINE_FULL : shard.waited >= WAITED;
  return scarce && demandOf(shard) >= SHORT;
}

/** The processors are the limit: whose are they? */
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
