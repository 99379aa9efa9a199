/** A shard of the gateway on a machine and a network that the test moves by hand, with groups that the test plays. */
import type { GatewayShardEvent } from '../../src/channel/gateway/gateway-protocol.js';
import { GatewayTable, placesOf } from '../../src/channel/gateway/gateway-table.js';
import { LatencyTable } from '../../src/channel/latency-table.js';
import { PauseTable } from '../../src/channel/pause-table.js';
import { ShardTable } from '../../src/channel/shard-table.js';
import { GROUP_COUNTER, MASTER_COUNTER } from '../../src/gateway/counters.js';
import type { GroupDefinition, MasterPort, RtuHost } from '../../src/gateway/definition.js';
import type {
  GatewayCloseCode,
  GatewayCloseReason,
  GatewayLink,
  GroupHost,
  GroupMemory,
  ShardedGroup,
} from '../../src/gateway/ports.js';
import { GatewayShard } from '../../src/workers/gateway/gateway-shard.js';
import type {
  Accepted,
  Dialed,
  DialFault,
  Listener,
  ListenFault,
  Machine,
  PeerSocket,
  SocketEvents,
  Timers,
} from '../../src/workers/ports.js';
import { groupDefinition as defaultGroup } from '../support/groups.js';
import { RecordedMachine } from './recorded-files.js';

export const PORT: MasterPort = { port: 2404, bind: '', name: '', filter: [], admitsNobody: false };

/** The group Alpha of RTU 7, which listens on 10.0.0.1:2405, with two masters on port 2404. */
export function groupDefinition(changes: Partial<GroupDefinition> = {}): GroupDefinition {
  const hosts = [{ host: '10.0.0.1', port: 2405 }];
  const alpha = { id: 1, name: 'Alpha', rtuNumber: 7, connections: 2, log: 'written', hosts } as const;
  return defaultGroup(changes.slot ?? 0, { ...alpha, ports: [PORT], ...changes });
}

/** A socket of which the test is the other end. */
export class FakeSocket implements PeerSocket {
  destroyed = false;
  writableEnded = false;
  writableLength = 0;
  readonly written: string[] = [];

  constructor(readonly events: SocketEvents) {}

  /** Octets come, in hex. */
  receive(hex: string): void {
    const octets = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    this.events.received(octets, octets.length);
  }

  write(octets: Uint8Array): void {
    this.written.push(Buffer.from(octets).toString('hex'));
  }

  takeRest(): boolean {
    return true;
  }

  end(): void {
    this.writableEnded = true;
  }

  destroySoon(): void {
    this.writableEnded = true;
    this.destroy();
  }

  destroy(): void {
    this.destroyed = true;
  }

  resetAndDestroy(): void {
    this.destroy();
  }
}

/** A connection that the group has made or accepted, and what became of it. */
export class FakeConnection {
  socket: FakeSocket | undefined;
  isRefused = false;
  readonly accepted: Dialed;

  constructor(address: string, port: number) {
    this.accepted = {
      address,
      port,
      localAddress: '10.0.0.9',
      localPort: 50_000,
      open: (events) => {
        this.socket = new FakeSocket(events);
        return this.socket;
      },
      refuse: () => {
        this.isRefused = true;
      },
    };
  }
}

/** Ports and dials. */
export class FakeNetwork {
  /** Open ports as `bind:port`. */
  readonly open = new Map<string, (accepted: Accepted) => void>();
  /** Ports that can't be opened. */
  readonly taken = new Set<number>();
  /** Dials that are not answered yet. */
  readonly dials: { to: string; t0Ms: number; done: (result: Dialed | DialFault) => void }[] = [];
  cancelled = 0;
  private chosen = 40_000;

  readonly network: Machine['network'] = {
    listen: async ({ port, bind }, onAccept): Promise<Listener | ListenFault> => {
      if (this.taken.has(port) || this.overlaps(bind, port))
        return { code: 'EADDRINUSE', reason: 'is in use by another program', detail: 'EADDRINUSE' };
      const number = port === 0 ? ++this.chosen : port;
      const key = `${bind}:${number}`;
      this.open.set(key, onAccept);
      return { port: number, close: () => this.open.delete(key) };
    },
    connect: ({ host, port }, t0Ms, done) => {
      const dial = { to: `${host}:${port}`, t0Ms, done };
      this.dials.push(dial);
      return {
        cancel: () => {
          const at = this.dials.indexOf(dial);
          if (at < 0) return;
          this.dials.splice(at, 1);
          this.cancelled++;
        },
      };
    },
  };

  /** One number can't be open on an address and on all addresses. */
  private overlaps(bind: string, port: number): boolean {
    const open = [...this.open.keys()].filter((key) => key.endsWith(`:${port}`));
    return open.some((key) => bind === '' || key === `:${port}` || key === `${bind}:${port}`);
  }

  /** A master connects; `undefined`: the system refuses it. */
  come(port: string, address = '10.1.0.1', fromPort = 40_001): FakeConnection | undefined {
    const accept = this.open.get(port);
    if (accept === undefined) return undefined;
    const connection = new FakeConnection(address, fromPort);
    accept(connection.accepted);
    return connection;
  }

  /** Answers the oldest dial. */
  answer(result?: DialFault): FakeConnection {
    const dial = this.dials.shift();
    if (dial === undefined) throw new Error('nothing is dialled');
    const at = dial.to.lastIndexOf(':');
    const connection = new FakeConnection(dial.to.slice(0, at), Number(dial.to.slice(at + 1)));
    dial.done(result ?? connection.accepted);
    return connection;
  }
}

/** A machine whose time, timers and immediates the test moves. */
export class FakeMachine extends RecordedMachine {
  readonly net = new FakeNetwork();
  readonly network = this.net.network;
  readonly load = { busyMs: () => 0, scheduler: () => ({ cpuMs: 0, waitedMs: 0 }) };
  private due: { atMs: number; run: () => void }[] = [];
  private immediates: { run: () => void }[] = [];

  override readonly timers: Timers = {
    setTimeout: (run: () => void, ms: number): object => {
      const timer = { atMs: this.nowMs + ms, run };
      this.due.push(timer);
      return timer;
    },
    clearTimeout: (timer: object | undefined): void => {
      this.due = this.due.filter((one) => one !== timer);
    },
    setImmediate: (run: () => void): object => {
      const immediate = { run };
      this.immediates.push(immediate);
      return immediate;
    },
    clearImmediate: (immediate?: object): void => {
      this.immediates = this.immediates.filter((one) => one !== immediate);
    },
    queueMicrotask,
  };

  /** Promises settle, immediates run, until nothing is left. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) {
      await new Promise(setImmediate);
      for (const { run } of this.immediates.splice(0)) run();
    }
  }

  /** Time passes; timers fire in their order. */
  async passTo(ms: number): Promise<void> {
    for (;;) {
      await this.settle();
      const next = this.due.filter(({ atMs }) => atMs <= ms).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.due.splice(this.due.indexOf(next), 1);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    this.nowMs = ms;
    await this.settle();
  }
}

/** A link that records what happens to it. */
export class FakeLink implements GatewayLink {
  closeReason: GatewayCloseReason | undefined;
  readonly mostUnreadOctets = 1000;
  readonly calls: string[] = [];
  /** Written with the next `pump`, in hex. */
  next = '';
  deadlineMs = Number.POSITIVE_INFINITY;

  constructor(
    readonly side: 'rtu' | 'master',
    readonly peer: string,
    private readonly host: GroupHost,
    private readonly closed: (link: FakeLink) => void,
  ) {}

  receive(octets: Uint8Array, length: number): number {
    this.calls.push(`receive ${Buffer.from(octets.slice(0, length)).toString('hex')}`);
    return length;
  }

  written(octets: number): void {
    this.calls.push(`written ${octets}`);
  }

  tick(nowMs: number): void {
    this.deadlineMs = Number.POSITIVE_INFINITY;
    this.calls.push(`tick ${nowMs}`);
  }

  nextDeadline(): number {
    return this.deadlineMs;
  }

  pump(): void {
    const octets = Buffer.from(this.next, 'hex');
    this.next = '';
    this.host.outbox.octets.set(octets, this.host.outbox.reserve(octets.length));
  }

  close(code: GatewayCloseCode, detail: string): void {
    if (this.closeReason !== undefined) return;
    this.closeReason = { code, detail };
    this.closed(this);
  }
}

/** A group that listens while its RTU is connected, and dials again one second later. */
export class FakeGroup implements ShardedGroup {
  rtu: FakeLink | undefined;
  readonly masters: (FakeLink | undefined)[];
  readonly calls: string[] = [];
  dialMs = Number.POSITIVE_INFINITY;
  private connections = 0;

  constructor(
    readonly definition: GroupDefinition,
    readonly host: GroupHost,
    readonly memory: GroupMemory,
  ) {
    this.masters = memory.masters.map(() => undefined);
  }

  start(nowMs: number): void {
    this.host.log.event(nowMs, 'start', undefined, 'starts');
    this.dialMs = nowMs;
  }

  rtuConnected(peer: string, nowMs: number): GatewayLink {
    const link = new FakeLink('rtu', peer, this.host, () => this.lost(nowMs));
    this.rtu = link;
    this.memory.group[GROUP_COUNTER.RTU_CONNECTED] = 1;
    this.host.log.event(nowMs, 'connect', link, '');
    this.host.listen();
    return link;
  }

  dialFailed(reason: string, nowMs: number): void {
    this.host.log.event(nowMs, 'dial', undefined, reason);
    this.dialMs = nowMs + 1000;
  }

  listening(open: number): void {
    this.calls.push(`listening ${open}`);
  }

  admit(port: number, address: string, peerPort: number, nowMs: number): GatewayLink | string {
    const place = this.masters.indexOf(undefined);
    if (!this.host.admits(port, address)) {
      this.host.log.event(nowMs, 'refuse', undefined, `${address}:${peerPort}: not of the filter`);
      return 'not of the filter';
    }
    const link = new FakeLink('master', `${address}:${peerPort}`, this.host, (ended) => {
      this.masters[place] = undefined;
      this.host.log.event(nowMs, 'disconnect', ended, `${ended.closeReason?.code}`);
      this.host.wake(ended);
    });
    this.masters[place] = link;
    const cells = this.memory.masters[place];
    cells[MASTER_COUNTER.CONNECTION] = ++this.connections;
    cells[MASTER_COUNTER.PORT] = port;
    this.host.log.event(nowMs, 'connect', link, '');
    return link;
  }

  master(place: number): GatewayLink | undefined {
    return this.masters[place];
  }

  tick(nowMs: number): void {
    if (this.dialMs > nowMs) return;
    this.dialMs = Number.POSITIVE_INFINITY;
    const [host] = this.definition.hosts as [RtuHost];
    this.host.dial(host, this.definition.t0Ms);
  }

  nextDeadline(): number {
    return this.dialMs;
  }

  stop(detail: string): void {
    this.calls.push(`stop: ${detail}`);
    for (const master of this.masters) master?.close('SHUTDOWN', detail);
    this.rtu?.close('SHUTDOWN', detail);
    this.host.unlisten();
  }

  private lost(nowMs: number): void {
    const { rtu } = this;
    this.rtu = undefined;
    this.memory.group[GROUP_COUNTER.RTU_CONNECTED] = 0;
    this.host.log.event(nowMs, 'disconnect', rtu, `${rtu?.closeReason?.code}`);
    this.host.unlisten();
    for (const master of this.masters) master?.close('RTU_LOST', 'the RTU was lost');
    this.dialMs = nowMs + 1000;
    this.host.turn();
  }
}

export interface GatewayKit {
  readonly shard: GatewayShard;
  readonly machine: FakeMachine;
  readonly net: FakeNetwork;
  readonly table: GatewayTable;
  readonly events: GatewayShardEvent[];
  /** Every group that was made, the latest last. */
  readonly made: FakeGroup[];
  /** The latest group. */
  group(): FakeGroup;
  /** The link events so far, as `side what peer place/connection: detail`. */
  links(): string[];
  /** What a log file has got, without stamps. */
  log(name: string): Promise<string[]>;
}

export function openGateway(
  groups: readonly GroupDefinition[] = [groupDefinition()],
  signals: 'all' | 'none' = 'none',
): GatewayKit {
  const machine = new FakeMachine();
  machine.nowMs = 1000;
  const table = GatewayTable.allocate(groups);
  const events: GatewayShardEvent[] = [];
  const made: FakeGroup[] = [];
  const setup = {
    shard: 0,
    shards: 1,
    measures: {
      places: placesOf(groups),
      table: table.memory,
      lags: LatencyTable.allocate(table.masterRows, 1).memory,
      shards: ShardTable.allocate(1).memory,
      pauses: PauseTable.allocate(1).memory,
    },
    // 2026-11-22 10:03:10 local time at monotonic 0.
    wallOffsetMs: new Date(2026, 10, 22, 10, 3, 10).getTime(),
    log: { folder: 'log', signals, startStamp: 'S' },
  };
  const shard = new GatewayShard(
    setup,
    machine,
    (event) => events.push(event),
    (definition, host, memory) => {
      const group = new FakeGroup(definition, host, memory);
      made.push(group);
      return group;
    },
  );
  const group = (): FakeGroup => {
    const latest = made.at(-1);
    if (latest === undefined) throw new Error('no group was made');
    return latest;
  };
  return {
    ...{ shard, machine, table, events, made, group },
    net: machine.net,
    links: () =>
      events.flatMap((event) =>
        event.kind === 'link'
          ? [`${event.side} ${event.what} ${event.peer} ${event.place}/${event.connection}: ${event.detail}`]
          : [],
      ),
    log: async (name) => {
      await machine.passTo(machine.nowMs + 200);
      const text = machine.opened.filter(({ path }) => path === `log/${name}`).map((file) => file.text);
      return text.join('').split('\n').slice(0, -1);
    },
  };
}
