/** Records a run, from before its first send until its last signal is settled. */
import { monotonicMs } from '../channel/clock.js';
import type { Engine, EngineEvent, SendStatus } from '../coordinator/api.js';
import { freezeMark } from '../figures/latency-mark.js';
import type { LinkLoss, RunReport } from '../report/run-report.js';
import { formatDuration } from '../text/format.js';
import { AckCourseRecorder } from './ack-course.js';
import { ClockCourseRecorder } from './clock-course.js';
import { ClockWatch } from './clock-watch.js';
import { type RunBounds, type RunInstant, takeInstant } from './run-instant.js';
import { RunPauses } from './run-pauses.js';
import { RunSamples, SAMPLE_MS, takeSample } from './run-samples.js';

/** Most lost connections that are listed; the rest are only counted. */
const MOST_LINKS = 10_000;

/** Corrections of the clock from this size on are told, ms. */
const CORRECTION_MS = 20;

/** Records a run: samples, settled sends, lost links, and changes of the tested configuration. */
export class RunRecorder {
  readonly start: RunInstant;
  readonly samples: RunSamples;
  /** Sends that were not settled when the run began. They are not the run's; what they do is in the totals alone. */
  readonly before: readonly SendStatus[];
  /** Sends that began in the run and have settled, in the order in which they settled. */
  readonly sends: SendStatus[] = [];
  readonly links: LinkLoss[] = [];
  linksLeftOut = 0;
  /** Changes of the tested configuration, as text. */
  readonly changes: string[] = [];
  /** Shards that died, and what went with them. */
  readonly shardsLost: number[] = [];
  /** Pauses of this program's threads. */
  readonly pauses: RunPauses;
  readonly clocks: ClockWatch;
  /** How far clock syncs, and time tags of commands, were off in the course of the run. */
  readonly courses: { readonly syncs: ClockCourseRecorder; readonly tags: ClockCourseRecorder };
  /** To be ended after the run; `undefined`: nobody asked for it. */
  readonly acks: AckCourseRecorder | undefined;
  readonly shardLosses: NonNullable<RunReport['shardLosses']>[number][] = [];
  /** The fewest RTUs with a started connection. */
  onlineLeast: number;
  /** Number of the newest send when the run began. */
  private readonly lastBefore: number;
  private wallOffsetMs: number;
  private readonly timer: NodeJS.Timeout;
  private readonly stopListening: () => void;

  /**
   * `clockLimitMs`: the longest time of an RTU without a clock sync; longer ones are counted. `acks`: whether the latency of each
   * RTU is recorded in its course, which only a report shows.
   */
  constructor(
    private readonly engine: Engine,
    clockLimitMs?: number,
    acks: 'with acks' | 'without acks' = 'without acks',
  ) {
    const sends = engine.sends();
    this.lastBefore = sends.at(-1)?.id ?? 0;
    this.before = sends.filter(isOpen);
    this.start = takeInstant(engine, engine.markRun());
    const first = takeSample(engine, this.start.atMs);
    this.wallOffsetMs = this.start.wallMs - this.start.atMs;
    this.samples = new RunSamples(first);
    this.pauses = new RunPauses(engine, this.start.atMs);
    this.clocks = new ClockWatch(engine, clockLimitMs, this.start.atMs);
    const course = (kind: 'syncs' | 'tags') => new ClockCourseRecorder(engine, kind, this.start.atMs);
    this.courses = { syncs: course('syncs'), tags: course('tags') };
    this.acks = acks === 'with acks' ? new AckCourseRecorder(engine, this.start) : undefined;
    this.onlineLeast = first.online;
    this.timer = setInterval(() => this.sample(), SAMPLE_MS);
    this.stopListening = engine.onEvent((event) => this.take(event));
  }

  /** Takes the last sample, stops recording, and returns the snapshots at the start and the end. */
  end(): RunBounds {
    clearInterval(this.timer);
    this.stopListening();
    this.sample();
    const bounds = this.boundsSoFar();
    this.engine.releaseRun();
    this.pauses.end(bounds.end.atMs);
    return bounds;
  }

  /** The snapshots at the start and now, while the run goes on. */
  boundsSoFar(): RunBounds {
    const { engine, start } = this;
    return {
      start: { ...start, latencies: freezeMark(start.latencies, engine.latencies) },
      end: takeInstant(engine),
    };
  }

  /** Sends that began in the run and are not settled. */
  openSends(): SendStatus[] {
    return this.engine.sends().filter((send) => this.isOfRun(send) && isOpen(send));
  }

  /** Signals that the sends of the run have sent, of these acknowledged, and those that wait for a connection, up to now. */
  counts(): { sent: number; acknowledged: number; held: number } {
    const totals = [...this.sends, ...this.openSends()].map((send) => send.totals);
    const sum = (field: 'sent' | 'acknowledged' | 'held'): number =>
      totals.reduce((total, each) => total + each[field], 0);
    return { sent: sum('sent'), acknowledged: sum('acknowledged'), held: sum('held') };
  }

  private isOfRun({ id }: SendStatus): boolean {
    return id > this.lastBefore;
  }

  private sample(): void {
    this.noteClock();
    const sample = takeSample(this.engine, monotonicMs());
    this.samples.add(sample);
    this.pauses.read();
    this.clocks.read();
    this.courses.syncs.read();
    this.courses.tags.read();
    this.acks?.read();
    this.onlineLeast = Math.min(this.onlineLeast, sample.online);
  }

  /** Notes a correction of the clock. A clock that only runs a little fast or slow is not one. */
  private noteClock(): void {
    const wallOffsetMs = this.engine.wallNow() - monotonicMs();
    const byMs = wallOffsetMs - this.wallOffsetMs;
    this.wallOffsetMs = wallOffsetMs;
    if (Math.abs(byMs) < CORRECTION_MS) return;
    const way = byMs > 0 ? 'forward' : 'back';
    this.changes.push(
      `the clock was set ${way} by ${formatDuration(Math.abs(byMs))}; the start and end of the run and its sends are told on the clock as it was before`,
    );
  }

  private noteDeath({ shard, losses }: Extract<EngineEvent, { kind: 'shard-died' }>): void {
    // −1 was no shard.
    if (shard < 0) return;
    this.shardsLost.push(shard);
    const links = losses.links.reduce((sum, { count }) => sum + count, 0);
    const { signals, logLines, sentListLines } = losses;
    this.shardLosses.push({ shard, links, signals, logLines, sentListLines });
  }

  private take(event: EngineEvent): void {
    if (event.kind === 'send' && event.what === 'settled' && this.isOfRun(event.send))
      this.sends.push({ ...event.send });
    if (event.kind === 'shard-died') this.noteDeath(event);
    const change = changeOf(event);
    if (change !== undefined) this.changes.push(change);
    if (event.kind !== 'link') return;
    // An RTU may go offline and come back between two samples.
    this.onlineLeast = Math.min(this.onlineLeast, this.engine.stats.countNonZero('STARTED'));
    if (event.what !== 'disconnect') return;
    if (this.links.length >= MOST_LINKS) {
      this.linksLeftOut++;
      return;
    }
    const { rtu, wallMs, peer, detail } = event;
    this.links.push({ at: wallMs, no: rtu.no, name: rtu.name, peer, reason: detail });
  }
}

/** A send whose signals are not all accounted for. */
function isOpen({ state }: SendStatus): boolean {
  return state !== 'settled';
}

/** The change of the tested configuration in an event, as text; `undefined`: none. */
function changeOf(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case 'reloaded':
      return `IOA file ${event.file} was edited: ${event.rows} rows from then on`;
    case 'kept':
      return `IOA file ${event.file} was changed on disk, but its last good content stayed in use`;
    case 'restarted':
      return `RTU ${event.rtu.no} ${event.rtu.name} was restarted`;
    case 'added':
      return `RTU ${event.rtu.no} ${event.rtu.name} was added from the ini file`;
    case 'removed':
      return `RTU ${event.rtu.no} ${event.rtu.name} was removed from the ini file, and closed`;
    default:
      return undefined;
  }
}
