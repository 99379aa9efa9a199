/** The requests that the coordinator may send to a shard, through Comlink. */
import type { RtuDefinition } from '../channel/definitions.js';
import type { PauseWatch } from '../channel/pause-watch.js';
import type {
  Assignment,
  Departure,
  ListenResult,
  PointChange,
  PointPage,
  Reservation,
  ShardApi,
} from '../channel/shard-protocol.js';
import { formatElements } from '../codec/value-text.js';
import { readPoints } from '../station/points/point-state.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { HandOrder } from '../station/station.js';
import type { ShardRtus } from './shard-rtus.js';
import type { ShardServing } from './shard-serving.js';

/** Listeners opened in a row before other work gets a turn. */
const LISTEN_BATCH = 256;

export class ShardRequests implements ShardApi {
  /** Newest version of each table, by file. */
  private readonly tables = new Map<string, SignalTable>();
  private isWarm = false;

  /** `warmUp` is called once, before the first port opens; `startStamp` is for log names of RTUs without a stamp of their own. */
  constructor(
    private readonly rtus: ShardRtus,
    private readonly serving: ShardServing,
    private readonly pauses: PauseWatch,
    private readonly startStamp: string,
    private readonly warmUp: (definition: RtuDefinition, table: SignalTable) => Promise<void>,
  ) {}

  load(assignment: Assignment): number {
    for (const table of assignment.tables) this.tables.set(table.file, table);
    for (const definition of assignment.rtus) {
      const table = this.tables.get(definition.ioFile);
      if (table === undefined) throw new Error(`no table for ${definition.ioFile}`);
      this.rtus.add(definition, table, assignment.stamps.get(definition.slot) ?? this.startStamp);
    }
    return this.rtus.active.length;
  }

  async listen(): Promise<ListenResult[]> {
    await this.warmUpOnce();
    const results: ListenResult[] = [];
    const closed = this.rtus.active.filter((host) => !host.isListening);
    for (let from = 0; from < closed.length; from += LISTEN_BATCH) {
      const batch = closed.slice(from, from + LISTEN_BATCH);
      results.push(...(await Promise.all(batch.map((host) => host.listen()))));
    }
    // Not before: while a shard starts it may take long over one thing, and nobody waits for it.
    this.pauses.begin(this.serving.now());
    return results;
  }

  reload(table: SignalTable): number {
    this.tables.set(table.file, table);
    const users = this.rtus.all().filter(({ definition }) => definition.ioFile === table.file);
    for (const { rtu } of users) rtu.replaceTable(table);
    return users.length;
  }

  pause(slot: number): void {
    this.rtus.find(slot)?.pause();
  }

  async reserve({ rtu: definition, table, stamp }: Reservation): Promise<ListenResult> {
    // RTUs of one number share states by table, so the copy that this thread already has must be used.
    const known = this.tables.get(table.file);
    const own = known?.version === table.version ? known : table;
    this.tables.set(own.file, own);
    const host = this.rtus.reserve(definition, own, stamp);
    const result = await host.listen('hold');
    if (result.error !== undefined) this.rtus.cancel(host);
    return result;
  }

  release(slot: number, detail: string, departure: Departure): void {
    const host = this.rtus.find(slot);
    if (host === undefined) return;
    const links = [...host.rtu.links];
    host.close(detail);
    for (const link of links) this.serving.finishLink(link);
    this.rtus.remove(host, departure);
  }

  activate(slot: number): void {
    this.rtus.activate(slot)?.serve();
  }

  points(slot: number, from: number, count: number): PointPage {
    const image = this.rtus.find(slot)?.rtu.image;
    return image === undefined
      ? { total: 0, points: [] }
      : { total: image.table.points, points: readPoints(image, from, count) };
  }

  setPoint(slot: number, order: HandOrder, untilMs: number): PointChange | 'silent' | undefined {
    const nowMs = this.serving.now();
    if (nowMs > untilMs) return 'silent';
    const rtu = this.rtus.find(slot)?.rtu;
    const set = rtu?.station.setPoint(order, rtu.image, nowMs);
    if (set === undefined) return undefined;
    return { ...formatElements(order.pointType, set.elements), connections: set.connections };
  }

  private async warmUpOnce(): Promise<void> {
    const first = this.rtus.active[0];
    if (this.isWarm || first === undefined) return;
    this.isWarm = true;
    await this.warmUp(first.definition, first.rtu.table);
  }
}
