/** What the RTUs felt that no fault on purpose hit: their figures while others were hit, against the ten seconds before. */
import { monotonicMs } from '../channel/clock.js';
import { withoutRemoved } from '../channel/definitions.js';
import type { Engine } from '../coordinator/api.js';
import { LatencyHistogram, type LatencyNote, sumOfNotes } from '../figures/latency-histogram.js';
import type { FaultCollateral } from '../report/fault-report.js';
import { hitSlots } from './profile/fault-targets.js';
import type { PlannedFault, Profile } from './profile/profile.js';

/** The time that is compared with. */
const BEFORE_MS = 10_000;

/** The spared RTUs at one instant. */
interface Note {
  readonly atMs: number;
  readonly latencies: LatencyNote;
  readonly reconnects: number;
}

interface Watched {
  before: Note | undefined;
  begin: Note | undefined;
  end: Note | undefined;
}

type Measured = Pick<Engine, 'stats' | 'latencies' | 'rtus'>;

export class CollateralMeter {
  private readonly watched = new Map<PlannedFault, Watched>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly spared: readonly number[];

  constructor(
    private readonly engine: Measured,
    private readonly profile: Profile,
  ) {
    const hit = new Set(
      profile.faults.flatMap((fault) => hitSlots(fault, withoutRemoved(engine.rtus), profile.seed)),
    );
    this.spared = withoutRemoved(engine.rtus)
      .map(({ slot }) => slot)
      .filter((slot) => !hit.has(slot));
  }

  /** Notes the RTUs at the right times; `zeroMs`: second 0 of the profile, monotonic. */
  begin(zeroMs: number): void {
    if (this.spared.length === 0) return;
    for (const fault of this.profile.faults) {
      const watched: Watched = { before: undefined, begin: undefined, end: undefined };
      this.watched.set(fault, watched);
      const startMs = zeroMs + fault.startMs;
      const endMs = startMs + (fault.times - 1) * fault.everyMs + fault.durationMs;
      this.at(Math.max(zeroMs, startMs - BEFORE_MS), () => {
        watched.before = this.note();
      });
      this.at(startMs, () => {
        watched.begin = this.note();
      });
      // A fault that happens once is felt in the second behind it.
      this.at(Math.max(endMs, startMs + 1000), () => {
        watched.end = this.note();
      });
    }
  }

  /** The run is over: what was not noted yet ends now. */
  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    for (const watched of this.watched.values()) watched.end ??= this.note();
  }

  /** `undefined`: every RTU was hit, or the run ended before the fault. */
  of(fault: PlannedFault): FaultCollateral | undefined {
    const { before, begin, end } = this.watched.get(fault) ?? {};
    if (before === undefined || begin === undefined || end === undefined) return undefined;
    return {
      rtus: this.spared.length,
      p99BeforeMs: p99Between(before, begin),
      p99Ms: p99Between(begin, end),
      reconnectsBefore: begin.reconnects - before.reconnects,
      reconnects: end.reconnects - begin.reconnects,
    };
  }

  private at(atMs: number, note: () => void): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        note();
      },
      Math.max(0, atMs - monotonicMs()),
    ).unref();
    this.timers.add(timer);
  }

  private note(): Note {
    const { stats, latencies } = this.engine;
    const used = this.spared.filter((slot) => stats.get(slot, 'ACK_COUNT') > 0);
    return {
      atMs: monotonicMs(),
      latencies: sumOfNotes(used.map((slot) => [latencies.rtu(slot).note(), 1])),
      reconnects: this.spared.reduce((sum, slot) => sum + stats.get(slot, 'RECONNECTS'), 0),
    };
  }
}

/** `null`: nothing was acknowledged in between. */
function p99Between(from: Note, to: Note): number | null {
  const histogram = new LatencyHistogram().addNote(to.latencies).addNote(from.latencies, -1);
  const p99Ms = histogram.percentile(0.99);
  return Number.isNaN(p99Ms) ? null : p99Ms;
}
