/** Watches a run, from before its first send until its last signal is accounted for. */
import { monotonicMs } from '../channel/clock.js';
import type { Engine, EngineEvent, SendStatus } from '../coordinator/api.js';
import type { LinkLoss } from '../report/run-report.js';
import { type RunBounds, type RunInstant, takeInstant } from './run-instant.js';
import { RunSamples, SAMPLE_MS, takeSample } from './run-samples.js';

/** More lost connections are counted, not told one by one. */
const MOST_LINKS = 10_000;

/** See the file's head. */
export class RunRecorder {
  readonly start: RunInstant;
  readonly samples: RunSamples;
  /** Sends that are settled, in that order. */
  readonly sends: SendStatus[] = [];
  readonly links: LinkLoss[] = [];
  linksLeftOut = 0;
  /** What was changed meanwhile, in words. */
  readonly changes: string[] = [];
  /** Shards that died. */
  readonly shardsLost: number[] = [];
  /** The fewest RTUs with a started connection. */
  onlineLeast: number;
  private readonly timer: NodeJS.Timeout;
  private readonly stopListening: () => void;

  constructor(private readonly engine: Engine) {
    this.start = takeInstant(engine, engine.markRun());
    const first = takeSample(engine, this.start.atMs);
    this.samples = new RunSamples(first);
    this.onlineLeast = first.online;
    this.timer = setInterval(() => this.sample(), SAMPLE_MS);
    this.stopListening = engine.onEvent((event) => this.take(event));
  }

  /** Takes the last sample, hears no more, and returns what the run lies between. */
  end(): RunBounds {
    clearInterval(this.timer);
    this.stopListening();
    this.sample();
    return { start: this.start, end: takeInstant(this.engine) };
  }

  private sample(): void {
    const sample = takeSample(this.engine, monotonicMs());
    this.samples.add(sample);
    this.onlineLeast = Math.min(this.onlineLeast, sample.online);
  }

  private take(event: EngineEvent): void {
    if (event.kind === 'send' && event.what === 'settled') this.sends.push({ ...event.send });
    if (event.kind === 'shard-died') this.shardsLost.push(event.shard);
    const change = changeOf(event);
    if (change !== undefined) this.changes.push(change);
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

/** What an event changes of what is tested; `undefined`: nothing. */
function changeOf(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case 'reloaded':
      return `IOA file ${event.file} was edited: ${event.rows} rows from then on`;
    case 'kept':
      return `IOA file ${event.file} was changed on disk, but its last good content stayed in use`;
    case 'restarted':
      return `RTU ${event.rtu.no} ${event.rtu.name} was restarted`;
    default:
      return undefined;
  }
}
