/** A group with scripted ends: octets go in by hand, frames come out as hex, the clock is turned by hand. */
import type { FirstNumbers } from '../../src/controlling/controlling-session.js';
import {
  GROUP_COLUMNS,
  GROUP_COUNTER,
  type GroupCounterName,
  MASTER_COLUMNS,
  MASTER_COUNTER,
  type MasterCounterName,
} from '../../src/gateway/counters.js';
import type { GroupDefinition } from '../../src/gateway/definition.js';
import { Group } from '../../src/gateway/group.js';
import type { GatewayLink, GroupHost, GroupMemory } from '../../src/gateway/ports.js';
import { Outbox } from '../../src/station/apci/outbox.js';
import { LatencyRow, newLatencyCells } from '../../src/station/measures/latency-row.js';
import { groupDefinition as groupWithDefaults } from '../support/groups.js';
import { asduOf, fromHex, iFrame, sFrame, toHex } from '../support/raw-peer.js';

export { asduOf, iFrame, sFrame };

export const STARTDT_ACT = '68 04 07 00 00 00';
export const STARTDT_CON = '68 04 0B 00 00 00';
export const STOPDT_ACT = '68 04 13 00 00 00';
export const STOPDT_CON = '68 04 23 00 00 00';
export const TESTFR_ACT = '68 04 43 00 00 00';
export const TESTFR_CON = '68 04 83 00 00 00';

/** The end of initialization that the gateway makes for CA 32: type 70, one object, COT 4, OA 0, IOA 0, COI 0. */
export const EOI = '46 01 04 00 20 00 00 00 00 00';

/** A group with CA 32, k 12, w 8, whose RTU is 10.0.0.1:2404. */
export function groupDefinition(more: Partial<GroupDefinition> = {}): GroupDefinition {
  return groupWithDefaults(0, {
    id: 111,
    line: 1,
    name: 'RTU-ABB',
    rtuNumber: 32,
    log: 'written',
    eoi: 'never',
    hosts: [{ host: '10.0.0.1', port: 2404 }],
    ports: [{ port: 2404, bind: '', name: '', filter: [], admitsNobody: false }],
    ...more,
  });
}

/** One end of a link: what it got, what it sends. */
export class End {
  /** Frames that came and were not taken yet, as hex. */
  private frames: string[] = [];
  /** Numbers of this end's own I frames, and of those that it expects. */
  sending = 0;
  expected = 0;

  constructor(
    private readonly kit: GroupKit,
    readonly link: GatewayLink,
  ) {}

  /** Why the gateway has closed the link; `undefined`: it is open. */
  get ending(): string | undefined {
    return this.link.closeReason?.code;
  }

  deliver(octets: Uint8Array): void {
    for (let at = 0; at < octets.length; at += octets[at + 1] + 2) {
      const frame = octets.slice(at, at + octets[at + 1] + 2);
      if ((frame[2] & 1) === 0) {
        const ns = (frame[2] >> 1) | (frame[3] << 7);
        if (ns !== this.expected) throw new Error(`N(S) ${ns}, expected ${this.expected}`);
        this.expected = (ns + 1) & 0x7fff;
      }
      this.frames.push(toHex(frame));
    }
  }

  /** The frames that came since the last call. */
  take(): string[] {
    return this.frames.splice(0);
  }

  /** The first of them. */
  takeOne(): string | undefined {
    return this.frames.shift();
  }

  /** The ASDUs among them; others are dropped. */
  asdus(): string[] {
    return this.take()
      .filter((frame) => (Number.parseInt(frame.slice(6, 8), 16) & 1) === 0)
      .map(asduOf);
  }

  /** Sends frames as hex, all in one read. */
  send(...frames: string[]): void {
    this.kit.receive(this.link, fromHex(frames.join(' ')));
  }

  /** Sends I frames with these ASDUs, which acknowledge everything that came; all in one read. */
  sendAsdus(...asdus: string[]): void {
    this.send(
      ...asdus.map((asdu) => {
        const frame = iFrame(this.sending, this.expected, asdu);
        this.sending = (this.sending + 1) & 0x7fff;
        return frame;
      }),
    );
  }

  /** Acknowledges everything that came. */
  acknowledge(): void {
    this.send(sFrame(this.expected));
  }
}

/** What a line of the log holds. */
export interface Line {
  event: string;
  peer: string;
  detail: string;
  asdu?: string;
}

/** A group, its shard, and the ends of its links. */
export class GroupKit {
  nowMs = 0;
  readonly lines: Line[] = [];
  readonly dials: string[] = [];
  isListening = false;
  readonly group: Group;
  readonly cells: Float64Array;
  readonly masterCells: Float64Array[];
  /** Ends by link. */
  private readonly ends = new Map<GatewayLink, End>();
  private woken: GatewayLink[] = [];
  private readonly outbox = new Outbox();
  /** Wall time at `nowMs` 0, ms since 1970. */
  wallFromMs = Date.UTC(2026, 0, 1);
  /** Addresses that the filter of the ports refuses. */
  readonly refused = new Set<string>();

  constructor(
    readonly definition = groupDefinition(),
    private readonly first?: FirstNumbers,
  ) {
    const places = definition.connections + 2;
    this.cells = new Float64Array(GROUP_COLUMNS);
    this.masterCells = Array.from({ length: places }, () => new Float64Array(MASTER_COLUMNS));
    const memory: GroupMemory = {
      group: this.cells,
      masters: this.masterCells,
      lags: Array.from({ length: places }, () => new LatencyRow(newLatencyCells())),
    };
    this.group = new Group(definition, this.host(), memory, this.first);
    this.group.start(0);
    this.serve();
  }

  counter(name: GroupCounterName): number {
    return this.cells[GROUP_COUNTER[name]];
  }

  masterCounter(place: number, name: MasterCounterName): number {
    return this.masterCells[place][MASTER_COUNTER[name]];
  }

  /** The RTU's TCP connection comes up. */
  connectRtu(peer = '10.0.0.1:2404'): End {
    const end = new End(this, this.group.rtuConnected(peer, this.nowMs));
    this.ends.set(end.link, end);
    this.serve();
    return end;
  }

  /** A master connects; the reason if it is refused. */
  tryMaster(address = '10.0.1.1', port = 0): End | string {
    const link = this.group.admit(port, address, 40_000 + this.ends.size, this.nowMs);
    if (typeof link === 'string') return link;
    const end = new End(this, link);
    this.ends.set(link, end);
    this.serve();
    return end;
  }

  connectMaster(address = '10.0.1.1', port = 0): End {
    const end = this.tryMaster(address, port);
    if (typeof end === 'string') throw new Error(end);
    return end;
  }

  /** A master connects and is started; its STARTDT con is taken. */
  startMaster(address = '10.0.1.1', port = 0): End {
    const master = this.connectMaster(address, port);
    master.send(STARTDT_ACT);
    const con = master.takeOne();
    if (con !== STARTDT_CON) throw new Error(`no STARTDT con, but ${con}`);
    return master;
  }

  /** The peer of a link has closed it. */
  lose(end: End): void {
    end.link.close('PEER_CLOSED', 'closed by the peer', this.nowMs);
    this.serve();
  }

  receive(link: GatewayLink, octets: Uint8Array): void {
    for (let at = 0; at < octets.length && link.closeReason === undefined; ) {
      const rest = octets.slice(at);
      at += link.receive(rest, rest.length, this.nowMs);
    }
    this.flush(link);
    // As the shard does: an acknowledgement may have opened the window.
    this.woken.push(link);
    this.serve();
  }

  /** Time goes by: everything that is due is done at its time. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (let turns = 0; turns < 10_000; turns++) {
      const next = this.nextDeadline();
      if (next > untilMs) break;
      this.nowMs = Math.max(this.nowMs, next);
      this.group.tick(this.nowMs);
      for (const link of [...this.ends.keys()]) {
        if (link.nextDeadline() > this.nowMs) continue;
        link.tick(this.nowMs);
        this.flush(link);
      }
      this.serve();
    }
    this.nowMs = untilMs;
  }

  /** Serves every link that was woken, until none is. */
  serve(): void {
    this.group.tick(this.nowMs);
    for (let turns = 0; this.woken.length > 0 && turns < 1000; turns++) {
      const batch = [...new Set(this.woken)];
      this.woken = [];
      for (const link of batch) {
        link.pump(this.nowMs);
        this.flush(link);
      }
    }
  }

  private nextDeadline(): number {
    let next = this.group.nextDeadline();
    for (const link of this.ends.keys()) next = Math.min(next, link.nextDeadline());
    return next;
  }

  private flush(link: GatewayLink): void {
    const { length } = this.outbox;
    if (length === 0) return;
    const octets = this.outbox.octets.slice(0, length);
    this.outbox.clear();
    this.ends.get(link)?.deliver(octets);
    link.written(length, this.nowMs);
  }

  private host(): GroupHost {
    return {
      outbox: this.outbox,
      wallMs: (nowMs) => this.wallFromMs + nowMs,
      random: () => 0,
      wake: (link) => this.woken.push(link),
      turn: () => {},
      dial: ({ host, port }) => this.dials.push(`${host}:${port}`),
      listen: () => {
        this.isListening = true;
      },
      unlisten: () => {
        this.isListening = false;
      },
      admits: (_port, address) => !this.refused.has(address),
      contains: (network, address) => address.startsWith(network),
      log: {
        data: true,
        event: (_nowMs, event, link, detail) => this.lines.push({ event, peer: link?.peer ?? '', detail }),
        asdu: (_nowMs, event, link, _direction, { octets, at, end }, detail) =>
          this.lines.push({ event, peer: link.peer, detail, asdu: toHex(octets.slice(at, end)) }),
      },
    };
  }
}

/** A group whose RTU is connected and started by the first of these masters; what they got so far is taken. */
export function startedGroup(
  masters: number,
  more: Partial<GroupDefinition> = {},
): { kit: GroupKit; rtu: End; masters: End[] } {
  const kit = new GroupKit(groupDefinition(more));
  const rtu = kit.connectRtu();
  const ends = Array.from({ length: masters }, (_, i) => kit.startMaster(`10.0.1.${i + 1}`));
  if (masters > 0) {
    const [act] = rtu.take();
    if (act !== STARTDT_ACT) throw new Error(`no STARTDT act, but ${act}`);
    rtu.send(STARTDT_CON);
  }
  for (const end of [rtu, ...ends]) end.take();
  return { kit, rtu, masters: ends };
}
