/** Random actions of masters on two ports of a station: windows hold, every request is answered once, no signal is lost. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COUNTER, type CounterName } from '../../src/station/measures/counters.js';
import type { Rtu } from '../../src/station/rtu.js';
import { type Master, openStation, type Station, tableOf } from '../station/station-kit.js';

const FILE = `
1,Y1,1,1,0
1,Y,30,2,1,0.2
1,Y2,1,3,0,,,46,,,700
1,Y,3,4,1
2,Y,13,5,1.5
2,Y,13,6,1.5,,9
2,Y1,36,5,2.5
3,Y1,15,7,7
9,,45,101,1
9,,46,102,4
9,,60,103,5
9,,50,104,5
9,,51,105,8
`;
const EDITED = FILE.replace('1,Y,3,4,1', '1,Y,3,4,2').replace('2,Y,13,6,1.5,,9', '2,Y2,1,9,1');

/** Type, then IOA and element; OA and COT are added to each request. */
const REQUESTS: readonly [string, string][] = [
  ['2D', '65 00 00 01'],
  ['2D', '65 00 00 81'],
  ['2D', '65 00 00 80'],
  ['2D', '99 00 00 01'],
  ['2E', '66 00 00 02'],
  ['2E', '66 00 00 82'],
  ['2E', '66 00 00 03'],
  ['3C', '67 00 00 02 6E B2 3B 17 BF 0C 1B'],
  ['32', '68 00 00 00 00 C0 7F 00'],
  ['32', '68 00 00 00 00 80 3F 00'],
  ['33', '69 00 00 01 02 03 04'],
  ['64', '00 00 00 14'],
  ['64', '00 00 00 15'],
  ['64', '00 00 00 10'],
  ['65', '00 00 00 05'],
  ['65', '00 00 00 45'],
  ['65', '00 00 00 81'],
  ['67', '00 00 00 6E B2 3B 17 BF 0C 1B'],
  ['6B', '00 00 00 05 00 00 00 00 00 00 00 00'],
  ['69', '00 00 00 01'],
  ['66', '01 00 00'],
  ['7E', '01 00 00 01'],
];

const connection = fc.nat(5);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('connect' as const), port: fc.nat(1) }) },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      connection,
      what: fc.nat(REQUESTS.length - 1),
      cause: fc.constantFrom('06', '06', '06', '08', '86'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('acknowledge' as const),
      connection,
      share: fc.constantFrom(0.3, 0.7, 1, 1),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      port: fc.nat(1),
      index: fc.nat(3),
      durationMs: fc.constantFrom(0, 0, 900),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(1_500) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop send' as const), id: fc.nat(4) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('stop' as const, 'start' as const, 'start' as const),
      connection,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'start and stop' as const), connection }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('edit' as const), csv: fc.constantFrom(FILE, EDITED) }),
  },
);
const options = fc.record({
  k: fc.constantFrom(1, 2, 3, 12),
  objects: fc.constantFrom(1, 'max' as const),
  group: fc.constantFrom('one' as const, 'one' as const, 'each' as const),
  select: fc.constantFrom('optional' as const, 'required' as const),
  clock: fc.constantFrom('report' as const, 'follow' as const),
  eoi: fc.constantFrom('start' as const, 'every' as const, 'never' as const),
  selectTimeoutMs: fc.constant(600),
});

/** A master with its requests and their answers, by OA. */
interface Peer {
  name: string;
  master: Master;
  rtu: Rtu;
  /** OA of requests that must be answered; requests cut off by STOPDT or a close may stay unanswered. */
  due: Set<string>;
  maybe: Set<string>;
}

const counterOf = ({ counters }: Rtu, name: CounterName): number => counters[COUNTER[name]];

/** Reads the frames sent: checks answers against requests, and counts monitored objects by RTU. */
function read(station: Station, peers: readonly Peer[], objects: Map<Rtu, number>): void {
  for (const entry of station.take()) {
    const match = /^(c\d+) < (?!68)(\S\S) (\S\S) (\S\S) (\S\S) (\S\S) (\S\S)/.exec(entry);
    if (match === null) continue;
    const [, name, type, vsq, cot, oa, caLow, caHigh] = match;
    const peer = peers.find((each) => each.name === name);
    if (peer === undefined) throw new Error(entry);
    expect(`${caLow} ${caHigh}`).toBe('01 00');
    if (Number.parseInt(type, 16) < 45) {
      objects.set(peer.rtu, (objects.get(peer.rtu) ?? 0) + Number.parseInt(vsq, 16));
    }
    if (![5, 7, 9, 44, 45, 46, 47].includes(Number.parseInt(cot, 16) & 0x3f)) continue;
    expect(peer.due.delete(oa) || peer.maybe.delete(oa), `${entry}: asked once`).toBe(true);
  }
  for (const peer of peers) {
    if (peer.master.link.isStarted) continue;
    for (const oa of peer.due) peer.maybe.add(oa);
    peer.due.clear();
  }
}

function checkWindows(peers: readonly Peer[], rtus: readonly Rtu[], k: number): void {
  for (const rtu of rtus) {
    let outstanding = 0;
    for (const { master, rtu: own } of peers) {
      if (own !== rtu || master.link.closeReason !== undefined) continue;
      const open = master.link.session.outstanding;
      expect(open).toBeGreaterThanOrEqual(0);
      expect(open).toBeLessThanOrEqual(k);
      expect(open).toBe((master.received - master.acknowledged + 32768) % 32768);
      outstanding += open;
    }
    expect(counterOf(rtu, 'OUTSTANDING')).toBe(outstanding);
    const unsent =
      counterOf(rtu, 'UNSENT_LINK') + counterOf(rtu, 'UNSENT_ENDED') + counterOf(rtu, 'UNSENT_FILTER');
    expect(counterOf(rtu, 'SIGNALS_ACKNOWLEDGED') + unsent).toBeLessThanOrEqual(
      counterOf(rtu, 'SIGNALS_OFFERED'),
    );
    if (rtu.parameters.group === 'one') expect(counterOf(rtu, 'STARTED')).toBeLessThanOrEqual(1);
  }
}

it('any interleaving of commands, acknowledgements, sends, stops, takeovers and losses', () => {
  fc.assert(
    fc.property(options, fc.array(step, { minLength: 5, maxLength: 60 }), (chosen, steps) => {
      const station = openStation(FILE, { ...chosen, w: 2 });
      const second = station.add({ ...chosen, w: 2 });
      const rtus = [station.rtu, second];
      const peers: Peer[] = [];
      const objects = new Map<Rtu, number>();
      let lastOa = 0;
      let version = 1;
      let runs = 0;

      const connect = (rtu: Rtu): void => {
        if (rtu.links.size >= rtu.parameters.connections) return;
        const name = `c${peers.length}`;
        peers.push({ name, master: station.connect(name, rtu), rtu, due: new Set(), maybe: new Set() });
        peers[peers.length - 1].master.start();
      };
      connect(station.rtu);
      connect(second);
      for (const each of steps) {
        const peer = 'connection' in each ? peers.at(-1 - (each.connection % peers.length)) : undefined;
        const open = peer !== undefined && peer.master.link.closeReason === undefined;
        if (each.do === 'connect') connect(rtus[each.port]);
        else if (each.do === 'pass') station.until(station.nowMs + each.ms);
        else if (each.do === 'send') {
          const order = {
            id: ++runs,
            index: each.index,
            startMs: station.nowMs,
            durationMs: each.durationMs,
          };
          station.begin(order, rtus[each.port]);
        } else if (each.do === 'stop send') {
          station.stopSend(each.id);
        } else if (each.do === 'edit') {
          const table = { ...tableOf(each.csv), version: ++version };
          for (const rtu of rtus) rtu.replaceTable(table);
        } else if (open && each.do === 'request' && peer.master.link.isStarted && lastOa < 255) {
          const oa = (++lastOa).toString(16).toUpperCase().padStart(2, '0');
          const [type, object] = REQUESTS[each.what];
          peer.due.add(oa);
          peer.master.request(`${type} 01 ${type === '66' ? '05' : each.cause} ${oa} 01 00 ${object}`);
        } else if (open && each.do === 'acknowledge' && peer.master.link.session.state !== 'stopped') {
          peer.master.acknowledge(Math.ceil(peer.master.link.session.outstanding * each.share));
        } else if (open && each.do === 'stop') peer.master.stop();
        else if (open && each.do === 'start') peer.master.start();
        else if (open && each.do === 'leave') peer.master.leave();
        else if (open && each.do === 'start and stop') {
          peer.master.raw('68 04 07 00 00 00 68 04 13 00 00 00');
        }
        read(station, peers, objects);
        checkWindows(peers, rtus, chosen.k);
      }

      for (const rtu of rtus) rtu.stopSend(0, station.nowMs);
      for (let round = 0; round < 1000; round++) {
        const owing = peers.filter(
          ({ master }) => master.link.session.outstanding > 0 && master.link.isStarted,
        );
        for (const { master } of owing) master.acknowledge();
        if (owing.length === 0) break;
      }
      read(station, peers, objects);
      for (const { name, due, master } of peers) {
        if (master.link.isStarted) expect([name, ...due]).toEqual([name]);
      }
      for (const { master } of peers) if (master.link.closeReason === undefined) master.leave();
      checkWindows(peers, rtus, chosen.k);
      for (const rtu of rtus) {
        const count = (name: CounterName): number => counterOf(rtu, name);
        const unsent = count('UNSENT_LINK') + count('UNSENT_ENDED') + count('UNSENT_FILTER');
        expect(count('SIGNALS_OFFERED')).toBe(count('SIGNALS_ACKNOWLEDGED') + unsent);
        for (const name of ['RUNS', 'INTERROGATING', 'OUTSTANDING', 'SIGNALS_OUTSTANDING'] as const)
          expect(count(name)).toBe(0);
        // Every object on the wire was sent for the first time, or again.
        expect(objects.get(rtu) ?? 0).toBe(count('SIGNALS_SENT') + count('SIGNALS_RESENT'));
        expect(count('SIGNALS_ACKNOWLEDGED')).toBeLessThanOrEqual(count('SIGNALS_SENT'));
      }
      for (const counts of [...station.settled.values()].flat()) {
        const { acknowledged, unsentLink, unsentEnded, unsentFilter } = counts;
        expect(counts.offered).toBe(acknowledged + unsentLink + unsentEnded + unsentFilter);
      }
      expect(station.rtu.station.selections.size).toBe(0);
    }),
    { numRuns: 400 },
  );
});
