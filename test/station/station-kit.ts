/**
 * RTUs under fake time, and masters that speak to them in octets. Everything that comes out goes to one list in the order
 * in which it happened: `name < octets` for frames (ASDUs of I frames, whole S and U frames), `name ! CODE` for a close,
 * `finished`, `settled`, and `@ms` if the clock has moved since the entry before.
 * The masters check N(S), N(R) and the length octet of every frame themselves.
 */
import { expect } from 'vitest';
import { compileTable } from '../../src/config/database/compile-table.js';
import { parseIoaFile } from '../../src/config/database/parse.js';
import { Outbox } from '../../src/station/apci/outbox.js';
import { FIRST_NUMBERS, type SequenceNumbers } from '../../src/station/apci/session.js';
import { HeldMemory } from '../../src/station/events/held-events.js';
import type { HeldGroup } from '../../src/station/events/held-group.js';
import type { JournalEntry } from '../../src/station/journal.js';
import type { Link } from '../../src/station/link.js';
import { COUNTER, type CounterName } from '../../src/station/measures/counters.js';
import { LatencyRow, newLatencyCells } from '../../src/station/measures/latency-row.js';
import type { RtuParameters } from '../../src/station/parameters.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import type { Peer } from '../../src/station/ports.js';
import { Rtu } from '../../src/station/rtu.js';
import type { SendStart } from '../../src/station/sends/rtu-sends.js';
import type { RunCounts } from '../../src/station/sends/run-account.js';
import type { SendOrder } from '../../src/station/sends/send-order.js';
import type { ServedLink } from '../../src/station/served-link.js';
import { SharedLink } from '../../src/station/shared-link.js';
import { type HandOrder, Station as PortGroup } from '../../src/station/station.js';
import { newRtuMemory, type StationHost } from '../../src/station/station-host.js';
import { newTimeTags } from '../../src/station/time-tag.js';
import { fromHex, iFrame, sFrame, toHex } from '../support/raw-peer.js';
import { DEFAULT_PARAMETERS } from '../support/rtus.js';

/** `docs/behaviour.md` §1 with CA 1, the idle time off, and no end of initialization. */
export const PARAMETERS: RtuParameters = { ...DEFAULT_PARAMETERS, idleMs: 0, time: 'utc', eoi: 'never' };

/** The table of an IOA file; every row of it must be sound. */
export function tableOf(csv: string): SignalTable {
  const parsed = parseIoaFile(csv, 't.csv');
  expect(parsed.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return compileTable(parsed, 1);
}

/** One master's end. */
export interface Master<L extends ServedLink = Link> {
  readonly rtu: Rtu;
  readonly link: L;
  /** Own V(S), V(R) and A. */
  sent: number;
  received: number;
  acknowledged: number;
  /** Octets as they are, in one piece. */
  raw(hex: string): void;
  /** STARTDT act. */
  start(): void;
  /** STOPDT act. */
  stop(): void;
  /** I frames around these ASDUs, in one piece; N(R) repeats the last acknowledgement. Bars are only for the eye. */
  request(...asdus: string[]): void;
  /** Acknowledges everything, or the oldest `count` frames. */
  acknowledge(count?: number): void;
  /** Ends the connection. */
  leave(): void;
}

/** RTUs under fake time with their masters. */
export interface Station {
  /** The first RTU, and all of them. */
  readonly rtu: Rtu;
  readonly rtus: readonly Rtu[];
  readonly host: StationHost;
  nowMs: number;
  /** The begin of a pause that has just ended: what is read now may have come since. */
  arrivedMs: number | undefined;
  /** The end of the last pause. */
  pausedUntilMs: number;
  /**
   * A new connection to the first or another RTU, with the RTU's V(S) and V(R) at `first`; throws if it is refused. `name`: of the master,
   * or its address and name as `10.0.0.2:B`.
   */
  connect(name: string, rtu?: Rtu, first?: SequenceNumbers, group?: number): Master;
  /** A new connection that these RTUs share. */
  share(name: string, rtus: readonly Rtu[], group?: number): Master<SharedLink>;
  /** A new connection to the first RTU with STARTDT done and the list empty. */
  started(name?: string, first?: SequenceNumbers): Master;
  /** Another RTU on the same host, for instance of the same number. */
  add(parameters: Partial<RtuParameters>, table?: SignalTable): Rtu;
  /** Starts an index send at the present time on the first RTU and serves it. */
  send(index: number, durationMs?: number): SendOrder;
  /** Sets a point by hand; returns the connections that it goes out on. */
  setPoint(order: HandOrder): number | undefined;
  /** Starts a send as it is ordered and serves it. */
  begin(order: SendOrder, rtu?: Rtu): SendStart;
  /** `send` for several indexes, before any is served. */
  sendTogether(...indexes: number[]): void;
  stopSend(id: number): void;
  /** Lets time pass up to `ms`: whatever is due before is done when it is due. */
  until(ms: number): void;
  /** The list so far; the next call gives what came after. */
  take(): string[];
  /** Of the first RTU, or of another. */
  counter(name: CounterName, rtu?: Rtu): number;
  /** Counts of every send that is settled, by number. */
  readonly settled: Map<number, RunCounts[]>;
  /** Entries of the log, in order. */
  readonly log: JournalEntry[];
}

/** Hex without the bars that are for the eye. */
export function plain(hex: string): string {
  return toHex(fromHex(hex.replaceAll('|', '')));
}

/** `list` is this, in order; bars in `expected` are for the eye. */
export function expectList(list: readonly string[], expected: readonly string[]): void {
  expect(list).toEqual(expected.map((entry) => entry.replaceAll(' |', '')));
}

/** Opens a station with one RTU whose database is `csv`, at 0 ms. */
export function openStation(csv: string, chosen: Partial<RtuParameters> = {}): Station {
  const outbox = new Outbox(32);
  const masters = new Map<ServedLink, { name: string; take(octets: Uint8Array): string }>();
  const closed = new Set<ServedLink>();
  /** By each of its links. */
  const served = new Map<Peer, ServedLink>();
  const settled = new Map<number, RunCounts[]>();
  const log: JournalEntry[] = [];
  const groups = new Map<number, PortGroup>();
  const groupsHeld = new Set<HeldGroup>();
  let list: string[] = [];
  let markedMs = 0;
  let woken: ServedLink[] = [];
  let lastId = 0;

  let serving: ServedLink | undefined;

  const push = (entry: string): void => {
    if (station.nowMs !== markedMs) list.push(`@${station.nowMs}`);
    markedMs = station.nowMs;
    list.push(entry);
  };
  /** Passes what the current link wrote to its master. */
  const drain = (): void => {
    const master = serving && masters.get(serving);
    const { octets, length } = outbox;
    for (let at = 0; at < length; at += octets[at + 1] + 2) {
      const frame = octets.slice(at, at + octets[at + 1] + 2);
      push(`${master?.name} < ${master?.take(frame)}`);
    }
    outbox.clear();
  };
  const note = (entry: string): void => {
    drain();
    push(entry);
  };
  /** Runs an action of a link, and records its close if the action closed it. */
  const serveOne = (link: ServedLink, action: () => void): void => {
    serving = link;
    action();
    drain();
    serving = undefined;
    if (link.closeReason === undefined || closed.has(link)) return;
    closed.add(link);
    push(`${masters.get(link)?.name} ! ${link.closeReason.code}`);
  };
  const serveWoken = (): void => {
    while (woken.length > 0) {
      const batch = [...new Set(woken)];
      woken = [];
      for (const link of batch) serveOne(link, () => link.pump(station.nowMs));
    }
  };
  const host: StationHost = {
    outbox,
    journal: {
      sent: () => {},
      sentAsdu: () => {},
      interrogated: () => {},
      event: (_rtu, _link, entry) => log.push(entry),
    },
    sentList: undefined,
    ackLatency: new LatencyRow(newLatencyCells()),
    commandTrips: new LatencyRow(newLatencyCells()),
    timeTags: newTimeTags(),
    wallOffsetMs: 0,
    arrivedMs: (nowMs) => station.arrivedMs ?? nowMs,
    pausedSince: (sinceMs) => sinceMs < station.pausedUntilMs,
    dataAgain: () => {},
    heldMemory: new HeldMemory(),
    wake: (link) => woken.push(served.get(link) ?? link),
    turn: (group) => groupsHeld.add(group),
    runFinished: (run) => note(`finished ${run.order.id} ${run.end}`),
    runSettled: ({ order: { id }, counts, end }) => {
      settled.set(id, [...(settled.get(id) ?? []), { ...counts }]);
      note(`settled ${id} ${end}`);
    },
  };
  const table = tableOf(csv);
  const rtus: Rtu[] = [];
  const add: Station['add'] = (parameters, ofTable = table) => {
    const all = { ...PARAMETERS, ...parameters };
    const group = groups.get(all.rtuNumber) ?? new PortGroup(all.rtuNumber);
    groups.set(all.rtuNumber, group);
    const added = new Rtu(all, group, ofTable, newRtuMemory(), host);
    rtus.push(added);
    return added;
  };
  const rtu = add(chosen);

  const connect: Station['connect'] = (name, ofRtu = rtu, first = FIRST_NUMBERS, group = 0) => {
    const peer = name.includes(':') ? name : `10.0.0.1:${name}`;
    const link = ofRtu.connect(peer, station.nowMs, first, group);
    if (typeof link === 'string') throw new Error(link);
    return masterOf(name, ofRtu, link, first);
  };
  const share: Station['share'] = (name, all, group = 0) => {
    const link = new SharedLink(all, { peer: `10.0.0.1:${name}`, outbox, nowMs: station.nowMs, group });
    return masterOf(name, all[0], link, FIRST_NUMBERS);
  };
  const masterOf = <L extends ServedLink>(
    name: string,
    ofRtu: Rtu,
    link: L,
    first: SequenceNumbers,
  ): Master<L> => {
    for (const one of link.links) served.set(one, link);
    const master: Master<L> = {
      rtu: ofRtu,
      link,
      sent: first.receive,
      received: first.send,
      acknowledged: first.send,
      raw: (hex) => {
        const octets = fromHex(hex.replaceAll('|', ''));
        serveOne(link, () => link.receive(octets, octets.length, station.nowMs));
        octets.fill(0xee);
        if (link.closeReason === undefined) woken.push(link);
        serveWoken();
      },
      start: () => master.raw('68 04 07 00 00 00'),
      stop: () => master.raw('68 04 13 00 00 00'),
      request: (...asdus) => {
        const frames = asdus.map((asdu) => iFrame(master.sent++ % 32768, master.acknowledged, plain(asdu)));
        master.raw(frames.join(' '));
      },
      acknowledge: (count = (master.received - master.acknowledged + 32768) % 32768) => {
        master.acknowledged = (master.acknowledged + count) % 32768;
        master.raw(sFrame(master.acknowledged));
      },
      leave: () => {
        serveOne(link, () => link.close('PEER_CLOSED', 'closed by the peer', station.nowMs));
        serveWoken();
      },
    };
    masters.set(link, {
      name,
      take: (octets) => {
        expect(octets[0]).toBe(0x68);
        if ((octets[2] & 3) === 3) return toHex(octets);
        const nr = (octets[4] >> 1) + octets[5] * 128;
        // Within octets that are received in one piece, an S frame may be written.
        if ((octets[2] & 3) === 1) return toHex(octets);
        expect(nr, 'N(R)').toBe(master.sent % 32768);
        expect((octets[2] >> 1) + octets[3] * 128, 'N(S)').toBe(master.received);
        master.received = (master.received + 1) % 32768;
        return toHex(octets.subarray(6));
      },
    });
    return master;
  };

  const station: Station = {
    rtu,
    rtus,
    host,
    nowMs: 0,
    arrivedMs: undefined,
    pausedUntilMs: 0,
    connect,
    share,
    started: (name = 'M', first = FIRST_NUMBERS) => {
      const master = connect(name, rtu, first);
      master.start();
      station.take();
      return master;
    },
    add,
    send: (index, durationMs = 0) => {
      const order = { id: ++lastId, index, startMs: station.nowMs, durationMs };
      station.begin(order);
      return order;
    },
    begin: (order, ofRtu = rtu) => {
      const start = ofRtu.startSend(order, station.nowMs);
      serveWoken();
      return start;
    },
    sendTogether: (...indexes) => {
      for (const index of indexes) {
        rtu.startSend({ id: ++lastId, index, startMs: station.nowMs, durationMs: 0 }, station.nowMs);
      }
      serveWoken();
    },
    setPoint: (order) => {
      const set = rtu.station.setPoint(order, rtu.image, station.nowMs);
      serveWoken();
      return set?.connections;
    },
    stopSend: (id) => {
      rtu.stopSend(id, station.nowMs);
      serveWoken();
    },
    until: (ms) => {
      for (let round = 0; ; round++) {
        expect(round, 'a deadline that stays due').toBeLessThan(20_000);
        const open = [...masters.keys()].filter((link) => link.closeReason === undefined);
        const timed = [...open, ...groupsHeld];
        const dueMs = Math.min(ms, ...timed.map((one) => one.nextDeadline()));
        if (dueMs > station.nowMs) station.nowMs = dueMs;
        const due = open.filter((link) => link.nextDeadline() <= station.nowMs);
        const groupsDue = [...groupsHeld].filter((group) => group.nextDeadline() <= station.nowMs);
        if (due.length + groupsDue.length === 0) return;
        for (const group of groupsDue) group.tick(station.nowMs);
        for (const link of due) {
          serveOne(link, () => link.tick(station.nowMs));
          serveWoken();
        }
      }
    },
    take: () => {
      const taken = list;
      list = [];
      return taken;
    },
    counter: (name, ofRtu = rtu) => ofRtu.counters[COUNTER[name]],
    settled,
    log,
  };
  return station;
}

/** The `settled` counts of a send that ran on one connection. */
export function countsOf(station: Station, id: number): RunCounts {
  const all = station.settled.get(id) ?? [];
  expect(all).toHaveLength(1);
  return all[0];
}

/** Checks that every offered signal is acknowledged or unsent, in the counters of an RTU and in each send's counts. */
export function expectBalanced(station: Station, rtu = station.rtu): void {
  const counter = (name: CounterName) => station.counter(name, rtu);
  expect({
    outstanding: counter('OUTSTANDING'),
    runs: counter('RUNS'),
    interrogating: counter('INTERROGATING'),
    offered: counter('SIGNALS_OFFERED'),
  }).toEqual({
    outstanding: 0,
    runs: 0,
    interrogating: 0,
    offered:
      counter('SIGNALS_ACKNOWLEDGED') +
      counter('UNSENT_LINK') +
      counter('UNSENT_ENDED') +
      counter('UNSENT_FILTER') +
      counter('UNSENT_BUFFER') +
      counter('SPOILED'),
  });
  for (const counts of [...station.settled.values()].flat()) {
    const { acknowledged, unsentLink, unsentEnded, unsentFilter, unsentBuffer, spoiled } = counts;
    expect(counts.offered).toBe(
      acknowledged + unsentLink + unsentEnded + unsentFilter + unsentBuffer + spoiled,
    );
    expect(counts.held).toBe(0);
  }
}
