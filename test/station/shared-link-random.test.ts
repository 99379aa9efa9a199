/** Random sends, requests, takeovers and losses on connections that three RTUs share: each counts what is on the wire under its CA. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CounterName } from '../../src/station/measures/counters.js';
import type { SharedLink } from '../../src/station/shared-link.js';
import { expectBalanced, type Master, openStation } from './station-kit.js';

const FILE = `
1,Y,1,1,1
1,Y,1,2,0
1,Y,30,3,1
2,Y,3,4,2,0.3
2,Y,13,5,1.5
3,,45,9,1
`;
const CAS = [1, 2, 3];
/** The ASDU of a request, by its CA's low octet. */
const REQUESTS = {
  interrogation: (ca: string) => `64 01 06 00 ${ca} 00 | 00 00 00 | 14`,
  deactivation: (ca: string) => `64 01 08 00 ${ca} 00 | 00 00 00 | 14`,
  all: () => '64 01 06 00 FF FF | 00 00 00 | 14',
  command: (ca: string) => `2D 01 06 00 ${ca} 00 | 09 00 00 | 01`,
  foreign: () => '64 01 06 00 09 00 | 00 00 00 | 14',
};

const rtu = fc.integer({ min: 0, max: CAS.length - 1 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      rtu,
      index: fc.integer({ min: 0, max: 3 }),
      durationMs: fc.constantFrom(0, 0, 700),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('acknowledge' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      rtu,
      what: fc.constantFrom('interrogation', 'deactivation', 'all', 'command', 'foreign'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('stopdt' as const, 'startdt' as const, 'lose' as const, 'take over' as const),
    }),
  },
);
const options = fc.record({
  k: fc.constantFrom(1, 2, 5, 12),
  objects: fc.constantFrom(1, 'max' as const),
});

/** Signals and I frames by CA, from octets: `name < type VSQ COT OA CA CA …`. */
function countWire(list: readonly string[]): Map<number, { frames: number; signals: number }> {
  const found = new Map(CAS.map((ca) => [ca, { frames: 0, signals: 0 }]));
  for (const entry of list) {
    const octets = /^\w+ < (.*)$/
      .exec(entry)?.[1]
      .split(' ')
      .map((two) => Number.parseInt(two, 16));
    if (octets === undefined || octets[0] === 0x68) continue;
    const of = found.get(octets[4]);
    // A refusal of an unknown CA is the first RTU's.
    const counts = of ?? found.get(CAS[0]);
    if (counts === undefined) continue;
    counts.frames++;
    if (octets[0] < 45) counts.signals += octets[1] & 0x7f;
  }
  return found;
}

it('every RTU counts its own frames and signals, and all together fill the window', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(options, fc.array(step, { maxLength: 40 }), (chosen, steps) => {
      const station = openStation(FILE, chosen);
      const rtus = [station.rtu, ...CAS.slice(1).map((ca) => station.add({ ...chosen, rtuNumber: ca }))];
      const list: string[] = [];
      const connected: SharedLink[] = [];
      let id = 0;
      const connect = (): Master<SharedLink> => {
        const fresh = station.share('M', rtus);
        connected.push(fresh.link);
        fresh.start();
        return fresh;
      };
      let master = connect();
      for (const each of steps) {
        const { session } = master.link;
        met.add(each.do);
        if (each.do === 'send') {
          const { index, durationMs } = each;
          station.begin({ id: ++id, index, startMs: station.nowMs, durationMs }, rtus[each.rtu]);
        } else if (each.do === 'acknowledge') {
          if (session.state !== 'stopped') master.acknowledge(Math.round(each.share * session.outstanding));
        } else if (each.do === 'request') {
          const what = each.what as keyof typeof REQUESTS;
          if (session.state === 'started') master.request(REQUESTS[what](`0${CAS[each.rtu]}`));
        } else if (each.do === 'pass') station.until(station.nowMs + each.ms);
        else if (each.do === 'stopdt') master.stop();
        else if (each.do === 'startdt') master.start();
        else if (each.do === 'lose') master.leave();
        else master = connect();
        if (master.link.closeReason !== undefined) master = connect();
        list.push(...station.take());
        const sum = (name: CounterName) => rtus.reduce((total, one) => total + station.counter(name, one), 0);
        const open = connected.filter(({ closeReason }) => closeReason === undefined);
        const outstanding = open.reduce((total, link) => total + link.session.outstanding, 0);
        expect(sum('OUTSTANDING')).toBe(outstanding);
        for (const one of rtus) expect(station.counter('CONNECTIONS', one)).toBe(open.length);
        const wire = countWire(list);
        for (const one of rtus) {
          const { frames, signals } = wire.get(one.ca) ?? { frames: -1, signals: -1 };
          const count = (name: CounterName) => station.counter(name, one);
          expect(count('I_SENT')).toBe(frames);
          expect(count('SIGNALS_SENT') + count('SIGNALS_RESENT')).toBe(signals);
        }
      }
      for (const one of rtus) one.stopSend(0, station.nowMs);
      for (let i = 0; i < 60 && master.link.session.outstanding > 0; i++) master.acknowledge();
      for (const { links } of connected)
        for (const link of links) link.close('PEER_CLOSED', '', station.nowMs);
      for (const one of rtus) expectBalanced(station, one);
    }),
    { numRuns: 200, seed: 104 },
  );
  expect(met.size).toBe(8);
});
