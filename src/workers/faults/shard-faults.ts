/** Carries out the faults on purpose of a shard's RTUs (`docs/behaviour.md` §13). */
import type { FaultNews } from '../../channel/shard-protocol.js';
import { faultKind } from '../../faults/fault-catalog.js';
import type { FaultOrder } from '../../faults/fault-order.js';
import { describeFault } from '../../faults/fault-text.js';
import { FrameEditor } from '../../station/faults/frame-editor.js';
import type { JournalEntry } from '../../station/journal.js';
import type { RtuPort } from '../../station/ports.js';
import type { Connection } from '../connection.js';
import type { Machine, TimerHandle } from '../ports.js';
import type { RtuHost } from '../rtu-host.js';
import type { ShardRtus } from '../shard-rtus.js';
import type { ShardServing } from '../shard-serving.js';
import { WaitingOrders } from '../waiting-orders.js';
import { comesBackMs } from './comes-back.js';
import { DataFaults } from './data-faults.js';
import { FaultWatches } from './fault-watches.js';
import { pathModeOf } from './path-mode.js';

/** The longest that a timer of Node.js can wait. */
const MOST_DELAY_MS = 0x7fffffff;

/** A fault that is on at RTUs of this shard. */
interface Running {
  readonly order: FaultOrder;
  readonly hosts: Set<RtuHost>;
  timer: TimerHandle | undefined;
  /** RTUs that are still away, and come back one by one. */
  readonly returns: Map<RtuHost, TimerHandle>;
}

/** Faults that begin with the end of the connections. */
const CUTS: ReadonlySet<string> = new Set(['reset', 'close', 'boot']);

/** Whether a fault acts on the octets behind the session. */
function isEdit({ word }: FaultOrder): boolean {
  const { group } = faultKind(word);
  return group === 'apci' || group === 'asdu' || group === 'data';
}

/** A socket that was cut, and when, monotonic ms. */
interface Cut {
  readonly host: RtuHost;
  readonly connection: Connection;
  readonly atMs: number;
}

/** Calls from the faults. */
export interface FaultHooks {
  post(news: FaultNews): void;
  /** A port can't be opened again. */
  trouble(detail: string): void;
}

export class ShardFaults {
  private readonly waiting: WaitingOrders<FaultOrder>;
  private readonly running = new Map<number, Running>();
  private readonly watches: FaultWatches;
  private readonly data: DataFaults;

  constructor(
    private readonly machine: Machine,
    private readonly rtus: ShardRtus,
    private readonly serving: ShardServing,
    private readonly hooks: FaultHooks,
  ) {
    this.waiting = new WaitingOrders(machine, (order) => this.begin(order));
    this.watches = new FaultWatches(machine.clock, hooks.post);
    this.data = new DataFaults(machine, (host, order) => this.applied(host, order));
  }

  /** Begins a fault at its instant. */
  take(order: FaultOrder): void {
    this.waiting.add(order);
  }

  /** A send begins whose instant is `ms` (monotonic): the faults of that time or before come first. */
  beginUntil(ms: number): void {
    this.waiting.beginUntil(ms);
  }

  /** Ends one fault early, or all for `id` 0. */
  end(id: number): void {
    this.waiting.cancel(id, (order) => {
      for (const host of this.hostsOf(order)) this.watches.begin(host, order);
      for (const host of this.hostsOf(order)) this.watches.over(host, order.id);
    });
    for (const one of [...this.running.values()]) if (id === 0 || one.order.id === id) this.finish(one);
  }

  close(): void {
    this.waiting.cancel(0, () => {});
    const { timers } = this.machine;
    for (const { timer, returns } of this.running.values()) {
      timers.clearTimeout(timer);
      for (const one of returns.values()) timers.clearTimeout(one);
    }
    this.running.clear();
    this.data.close();
  }

  /** An event of an RTU. */
  observe(rtu: RtuPort, entry: JournalEntry): void {
    this.watches.hear(rtu, entry);
  }

  /** On a connection of the RTU whose next acknowledgement was awaited an I frame was acknowledged. */
  dataAgain(rtu: RtuPort): void {
    this.watches.data(rtu);
  }

  /** A connection begins: the faults that are on act on it. */
  opened(connection: Connection): void {
    const orders = connection.link.links.flatMap(({ rtu }) => rtu.faults?.all ?? []);
    if (orders.length === 0) return;
    this.update(connection);
    for (const order of orders) this.edit(connection, order, 'opened');
  }

  /** An RTU leaves the shard: nothing acts on it any more. */
  left(host: RtuHost): void {
    for (const one of [...this.running.values()])
      if (one.hosts.has(host) && this.forget(one, host)) this.data.end(host, one.order);
  }

  private begin(order: FaultOrder): void {
    const hosts = this.hostsOf(order);
    if (hosts.length === 0) return;
    // All at one instant, before anything else is done.
    const cuts = CUTS.has(order.word) ? this.cutSockets(hosts, order) : [];
    const one: Running = { order, hosts: new Set(hosts), timer: undefined, returns: new Map() };
    this.running.set(order.id, one);
    for (const host of hosts) {
      this.watches.begin(host, order);
      host.rtu.beginFault(order, { applied: (fault) => this.applied(host, fault) });
    }
    this.endLinks(cuts, order);
    this.act(one);
    for (const host of hosts) this.log(host, `fault ${order.id}: ${describeFault(order)} begins`);
    if (faultKind(order.word).span === 'once') this.finish(one);
    else if (order.durationMs > 0) this.finishAt(one, order.startMs + order.durationMs);
  }

  /** Begins what the fault does at the connections and ports of its RTUs. */
  private act({ order, hosts }: Running): void {
    const { word } = order;
    if (word === 'boot' || word === 'refuse') {
      for (const host of hosts) {
        host.portOwner.pause();
        this.watches.applied(host.rtu, order.id);
      }
    }
    if (word === 'refuse') return;
    if (word === 'time-jump') for (const { rtu } of hosts) this.watches.applied(rtu, order.id);
    for (const host of hosts) {
      for (const connection of this.connectionsOf(host.rtu)) {
        this.update(connection);
        this.edit(connection, order, 'open');
      }
      this.data.begin(host, order);
    }
  }

  /** Ends the sockets of RTUs: with FIN for `close`, else with RST. */
  private cutSockets(hosts: Iterable<RtuHost>, { word }: FaultOrder): Cut[] {
    const cuts: Cut[] = [];
    for (const host of hosts) {
      for (const connection of this.connectionsOf(host.rtu)) {
        connection.cut(word === 'close' ? 'FIN' : 'RST');
        cuts.push({ host, connection, atMs: this.machine.clock.monotonicMs() });
      }
    }
    return cuts;
  }

  /** Tells the links of sockets that were cut. */
  private endLinks(cuts: readonly Cut[], { id, word }: FaultOrder): void {
    // First: where RTUs share a connection, its end is the end for all of them.
    for (const { host, atMs } of cuts) this.watches.applied(host.rtu, id, atMs);
    for (const { connection, atMs } of cuts) {
      connection.link.close('FAULT', `fault ${id}: ${word} on purpose`, atMs);
      this.serving.finish(connection);
    }
  }

  private finishAt(one: Running, atMs: number): void {
    const { clock, timers } = this.machine;
    const delayMs = Math.min(Math.max(0, Math.ceil(atMs - clock.monotonicMs())), MOST_DELAY_MS);
    one.timer = timers.setTimeout(() => {
      if (clock.monotonicMs() < atMs) this.finishAt(one, atMs);
      else this.finish(one);
    }, delayMs);
  }

  private finish(one: Running): void {
    this.machine.timers.clearTimeout(one.timer);
    for (const host of [...one.hosts]) {
      if (one.returns.has(host)) continue;
      const afterMs = one.order.word === 'boot' ? comesBackMs(one.order, host.definition.slot) : 0;
      if (afterMs < 1) this.release(one, host);
      else
        one.returns.set(
          host,
          this.machine.timers.setTimeout(() => this.release(one, host), afterMs),
        );
    }
  }

  /** The fault is over at one RTU. */
  private release(one: Running, host: RtuHost): void {
    const { order } = one;
    const { word } = order;
    if (!this.forget(one, host)) return;
    if (word === 'boot') host.rtu.reboot();
    if (word === 'boot' || word === 'refuse') this.listenAgain(host);
    if (word === 'half-close') this.endLinks(this.cutSockets([host], order), order);
    for (const connection of this.connectionsOf(host.rtu)) {
      this.edit(connection, order, 'ended');
      this.update(connection);
    }
    this.data.end(host, order);
    this.log(host, `fault ${order.id}: ${word} is over`);
  }

  /** The fault acts on an RTU no more; returns whether it did. */
  private forget({ order, hosts, returns }: Running, host: RtuHost): boolean {
    this.machine.timers.clearTimeout(returns.get(host));
    returns.delete(host);
    hosts.delete(host);
    if (hosts.size === 0) this.running.delete(order.id);
    if (host.rtu.endFault(order.id) === undefined) return false;
    this.watches.over(host, order.id);
    return true;
  }

  /** Opens the port, unless another fault keeps it shut. */
  private listenAgain({ portOwner, definition }: RtuHost): void {
    for (const { order, hosts } of this.running.values()) {
      if (order.word !== 'boot' && order.word !== 'refuse') continue;
      for (const host of hosts) if (host.portOwner === portOwner) return;
    }
    if (portOwner.isListening) return;
    void portOwner.reopen().then(({ error }) => {
      if (error !== undefined)
        this.hooks.trouble(`RTU ${definition.no} ${definition.name}: ${error.message}`);
    });
  }

  /** A fault on the octets begins or ends at a connection, or the connection begins under it. */
  private edit(connection: Connection, order: FaultOrder, when: 'open' | 'opened' | 'ended'): void {
    if (!isEdit(order)) return;
    const nowMs = this.machine.clock.monotonicMs();
    const path = this.serving.pathOf(connection);
    const editor = path.editor instanceof FrameEditor ? path.editor : new FrameEditor(connection.link);
    path.editor = editor;
    path.push(when === 'ended' ? editor.ended(order, nowMs) : editor.begun(order, when, nowMs), nowMs);
    const isOn = connection.link.links.some(({ rtu }) => rtu.faults?.all.some(isEdit));
    if (!isOn && editor.isIdle) path.editor = undefined;
    path.look(nowMs);
    this.serving.notePath(connection);
  }

  /** Puts the way of a connection's octets as the faults say that are on. */
  private update(connection: Connection): void {
    const nowMs = this.machine.clock.monotonicMs();
    const { links } = connection.link;
    const orders = links.flatMap(({ rtu }) => rtu.faults?.all ?? []);
    if (connection.path === undefined && !orders.some(({ word }) => faultKind(word).group === 'link')) return;
    this.serving.pathOf(connection).change(pathModeOf(orders), nowMs);
    for (const { rtu } of links)
      for (const { word, id } of rtu.faults?.all ?? [])
        if (faultKind(word).group === 'link') this.watches.applied(rtu, id);
    this.serving.notePath(connection);
  }

  /** A fault had its effect in the station; one without a duration is over with it. */
  private applied(host: RtuHost, { id, word, durationMs }: FaultOrder): void {
    this.watches.applied(host.rtu, id);
    const one = this.running.get(id);
    if (one === undefined || durationMs > 0 || faultKind(word).span !== 'either') return;
    // Not in the middle of the frame that it acts on.
    this.machine.timers.queueMicrotask(() => this.release(one, host));
  }

  private hostsOf({ slots }: FaultOrder): RtuHost[] {
    return slots.flatMap((slot) => this.rtus.find(slot) ?? []);
  }

  /** The open connections of an RTU; several of its links may be one, where RTUs share it. */
  private connectionsOf(rtu: RtuHost['rtu']): Connection[] {
    const all = [...rtu.links].flatMap((link) => this.serving.connectionOf(link) ?? []);
    return [...new Set(all)].filter(({ link }) => link.closeReason === undefined);
  }

  private log({ rtu }: RtuHost, detail: string): void {
    rtu.journal.event(rtu, undefined, { event: 'fault', detail });
  }
}
