/** Random index sends and interrogations: in the end every offered signal is acknowledged or unsent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectBalanced, type Master, openStation } from './station-kit.js';

const FILE = `
1,Y,1,1,1
1,Y,1,2,0
1,Y,30,3,1,,,,,,
2,Y,3,4,2,0.3
2,Y,13,5,1.5,,7
2,,1,6,1,,,107,0,,400
3,Y,1,7,1,,,107,0,5
3,Y,36,8,1
4,Y,11,9,-1,0.1
`;
const INTERROGATION = '64 01 06 00 01 00 | 00 00 00 | 14';
const TEST = '6B 01 06 00 01 00 | 00 00 00 | 05 00 | 00 00 00 00 00 00 00';

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      index: fc.integer({ min: 0, max: 5 }),
      durationMs: fc.constantFrom(0, 0, 700, 3_000),
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
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('stop' as const), id: fc.integer({ min: 0, max: 6 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('interrogate' as const, 'deactivate' as const, 'test' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('stopdt' as const, 'startdt' as const, 'lose' as const) }),
  },
);
const options = fc.record({
  k: fc.constantFrom(1, 2, 3, 12),
  objects: fc.constantFrom(1, 3, 'max' as const),
});

describe('random sends, acknowledgements, stops and losses', () => {
  it('leave every signal counted as acknowledged or unsent', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 40 }), (chosen, steps) => {
        const station = openStation(FILE, chosen);
        let master = station.started();
        const request = (asdu: string): void => {
          if (master.link.isStarted) master.request(asdu);
        };
        for (const each of steps) {
          if (each.do === 'send') station.send(each.index, each.durationMs);
          else if (each.do === 'acknowledge') acknowledgeShare(master, each.share);
          else if (each.do === 'stop') station.stopSend(each.id);
          else if (each.do === 'pass') station.until(station.nowMs + each.ms);
          else if (each.do === 'interrogate') request(INTERROGATION);
          else if (each.do === 'deactivate') request(INTERROGATION.replace(' 06', ' 08'));
          else if (each.do === 'test') request(TEST);
          else if (each.do === 'stopdt') master.stop();
          else if (each.do === 'startdt') master.start();
          else master.leave();
          if (master.link.closeReason !== undefined) master = station.started();
          expect(station.counter('OUTSTANDING')).toBe(master.link.session.outstanding);
          expect(station.counter('OUTSTANDING')).toBeLessThanOrEqual(chosen.k);
        }
        if (steps.length % 2 === 0) master.leave();
        station.stopSend(0);
        for (let i = 0; i < 40 && master.link.session.outstanding > 0; i++) master.acknowledge();
        if (master.link.closeReason === undefined) master.leave();
        expectBalanced(station);
        const { log, settled } = station;
        const begun = log.filter(
          ({ event, detail }) => event === 'send' && / (once|for .* s)$/.test(detail ?? ''),
        );
        expect([...settled.values()].flat()).toHaveLength(begun.length);
        for (const entry of log) {
          const end = /ended \((\w+)\)/.exec(entry.detail ?? '');
          if (end !== null) ends.add(end[1]);
        }
      }),
      { numRuns: 300, seed: 104 },
    );
    expect([...ends].sort()).toEqual(['complete', 'link', 'stopped']);
  });
});

/** Acknowledges this share of the outstanding frames if the state of the link allows it. */
function acknowledgeShare(master: Master, share: number): void {
  const { session } = master.link;
  if (session.state !== 'stopped') master.acknowledge(Math.round(share * session.outstanding));
}
