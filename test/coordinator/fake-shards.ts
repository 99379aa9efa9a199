/** Fake shards without threads: they record requests, answer as set, and die on demand. */
import * as Comlink from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type {
  Assignment,
  Departure,
  ListenResult,
  PointPage,
  Reservation,
  ShardApi,
  ShardEvent,
  ShardTask,
} from '../../src/channel/shard-protocol.js';
import type { ShardThreads } from '../../src/coordinator/shard-threads.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';

/** One start of a shard. */
export class FakeShard implements ShardApi {
  /** Requests in the order of receipt, `name: argument`. */
  readonly requests: string[] = [];
  assignment: Assignment | undefined;
  /** How often opening ports fails before it works. */
  busyPorts = 0;
  /** Requests are never answered. */
  isSilent = false;
  readonly ended: Promise<void>;
  private end: (error?: Error) => void = () => {};

  constructor(readonly task: ShardTask) {
    this.ended = new Promise((resolve, reject) => {
      this.end = (error) => (error === undefined ? resolve() : reject(error));
    });
    const api: ShardApi = {
      load: (assignment) => this.load(assignment),
      listen: () => this.listen(),
      reload: (table) => this.reload(table),
      pause: (slot) => this.pause(slot),
      reserve: (reservation) => this.reserve(reservation),
      release: (slot, detail, departure) => this.release(slot, detail, departure),
      activate: (slot) => this.activate(slot),
      points: () => this.points(),
      setPoint: () => this.setPoint(),
    };
    Comlink.expose(api, nodeEndpoint(task.requests));
  }

  /** Ends the shard's task: with an error as in a crash, or without one. */
  die(error?: Error): void {
    this.task.requests.close();
    this.task.events.close();
    this.end(error);
  }

  post(event: ShardEvent): void {
    this.task.events.postMessage(event);
  }

  load(assignment: Assignment): number {
    this.assignment = assignment;
    const slots = assignment.rtus.map(({ slot }) => slot);
    const files = assignment.tables.map(({ file, version }) => `${file} ${version}`);
    this.requests.push(`load: ${slots} with ${files}`);
    return slots.length;
  }

  async listen(): Promise<ListenResult[]> {
    this.requests.push('listen');
    if (this.isSilent) return new Promise(() => {});
    const isBusy = this.busyPorts-- > 0;
    const error = { code: 'EADDRINUSE', message: 'port is in use', detail: '' };
    return (this.assignment?.rtus ?? []).map(({ slot, port }) => ({
      slot,
      port,
      ...(isBusy ? { error } : {}),
    }));
  }

  points(): PointPage {
    return { total: 0, points: [] };
  }

  setPoint(): undefined {
    return undefined;
  }

  reload({ file, version }: SignalTable): number {
    this.requests.push(`reload: ${file} ${version}`);
    return this.assignment?.rtus.filter(({ ioFile }) => ioFile === file).length ?? 0;
  }

  pause(slot: number): void {
    this.requests.push(`pause: ${slot}`);
  }

  async reserve({ rtu }: Reservation): Promise<ListenResult> {
    this.requests.push(`reserve: ${rtu.slot}`);
    return { slot: rtu.slot, port: rtu.port };
  }

  release(slot: number, _detail: string, departure: Departure): void {
    this.requests.push(`release: ${slot} ${departure}`);
  }

  activate(slot: number): void {
    this.requests.push(`activate: ${slot}`);
  }
}

/** Every start, in order. */
export class FakeThreads implements ShardThreads<ShardTask> {
  readonly starts: FakeShard[] = [];
  oneByOne = false;
  isDestroyed = false;
  /** Changes a shard before it is used. */
  prepare: (shard: FakeShard) => void = () => {};

  run(task: ShardTask): Promise<void> {
    const shard = new FakeShard(task);
    this.prepare(shard);
    this.starts.push(shard);
    return shard.ended;
  }

  async destroy(): Promise<void> {
    this.isDestroyed = true;
    for (const shard of this.starts) shard.die();
  }

  /** The latest start of a shard. */
  shard(number: number): FakeShard {
    const found = this.starts.findLast(({ task }) => task.shard === number);
    if (found === undefined) throw new Error(`shard ${number} was never started`);
    return found;
  }
}
