/** Watches a run, from before its first send until its last signal is accounted for. */
import { monotonicMs } from '../../channel/clock.js';
import type { Engine, EngineEvent, SendStatus } from '../interface.js';
import type { LinkLoss } from '../report/run-report.js';
import type { LatencyMark } from './latency-mark.js';
import { RunSamples, SAMPLE_MS, takeSample } from './run-samples.js';

/** More lost connections are counted, not told one by one. */
const MOST_LINKS = 10_000;

/** Everything that was counted when the run began. */
export interface RunStart {
  /** Monotonic ms; wall time, ms since 1970. */
  readonly atMs: number;
  readonly wallMs: number;
  readonly mark: LatencyMark;
  /** Rows of the stats table by slot, and of the shards. */
  readonly rows: readonly Float64Array[];
  readonly shards: readonly Float64Array[];
}

/** See the file's head. */
export class RunRecorder {
  readonly start: RunStart;
  readonly samples: RunSamples;
  /** Sends that are settled, in that order. */
  readonly sends: SendStatus[] = [];
  readonly links: LinkLoss[] = [];
  linksLeftOut = 0;
  /** Shards that died. */
  readonly shardsLost: number[] = [];
  /** The fewest RTUs with a started connection. */
  onlineLeast: number;
  private readonly timer: NodeJS.Timeout;
  private readonly stopListening: () => void;

  constructor(private readonly engine: Engine) {
    const { stats, shardCounters } = engine;
    const atMs = monotonicMs();
    this.start = {
      atMs,
      wallMs: engine.wallNow(),
      mark: engine.markRun(),
      rows: engine.rtus.map(({ slot }) => stats.row(slot).slice()),
      shards: Array.from({ length: engine.shards }, (_, shard) => shardCounters.row(shard).slice()),
    };
    const first = takeSample(engine, atMs);
    this.samples = new RunSamples(first);
    this.onlineLeast = first.online;
    this.timer = setInterval(() => this.sample(), SAMPLE_MS);
    this.stopListening = engine.onEvent((event) => this.take(event));
  }

  /** Takes the last sample and hears no more. */
  end(): void {
    clearInterval(this.timer);
    this.stopListening();
    this.sample();
  }

  private sample(): void {
    const sample = takeSample(this.engine, monotonicMs());
    this.samples.add(sample);
    this.onlineLeast = Math.min(this.onlineLeast, sample.online);
  }

  private take(event: EngineEvent): void {
    if (event.kind === 'send' && event.what === 'settled') this.sends.push({ ...event.send });
    if (event.kind === 'shard-died') this.shardsLost.push(event.shard);
    if (event.kind !== 'link') return;
    // Between two samples an RTU may be gone and back.
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
