/** The one equation, and which term is named when it does not hold (`docs/behaviour.md` §9). */
import { describe, expect, it } from 'vitest';
import { type Books, describeMisfit, findMisfits, type SignalBooks } from '../../src/figures/books.js';

const signals = (more: Partial<SignalBooks> = {}): SignalBooks => ({
  offered: 10,
  acknowledged: 4,
  unsentLink: 3,
  unsentEnded: 2,
  unsentFilter: 1,
  unsentBuffer: 0,
  spoiled: 0,
  ...more,
});

const NONE = signals({
  offered: 0,
  acknowledged: 0,
  unsentLink: 0,
  unsentEnded: 0,
  unsentFilter: 0,
  unsentBuffer: 0,
  spoiled: 0,
});

/** One send on two RTUs; `whole` has what an interrogation offered as well. */
const books = (more: Partial<Books> = {}): Books => ({
  whole: signals({ offered: 30, acknowledged: 24 }),
  sends: [{ name: 'send 1', signals: signals(), state: 'settled' }],
  rtus: [
    { name: 'RTU 1 A', signals: signals() },
    { name: 'RTU 2 B', signals: { ...NONE, offered: 20, acknowledged: 20 } },
  ],
  ...more,
});

const told = (more: Partial<Books>): string[] => findMisfits(books(more)).map(describeMisfit);

describe('books', () => {
  it('that are right have no misfit', () => {
    expect(told({})).toEqual([]);
    expect(told({ sends: [] })).toEqual([]);
  });

  it.each(['unsentLink', 'unsentEnded', 'unsentFilter', 'unsentBuffer', 'acknowledged'] as const)(
    'name the term in which the RTUs are not the whole: %s',
    (term) => {
      const rtus = [
        { name: 'RTU 1 A', signals: signals({ offered: 11, [term]: (signals()[term] as number) + 1 }) },
        books().rtus[1],
      ];
      const [offered, other, ...rest] = findMisfits(books({ rtus }));
      expect(offered).toEqual({ kind: 'rtus-not-whole', term: 'offered', together: 31, whole: 30 });
      expect(other).toMatchObject({ kind: 'rtus-not-whole' });
      expect(rest).toEqual([]);
    },
  );

  it('tell of whole, send and RTU that do not add up, on either side', () => {
    const off = signals({ offered: 12 });
    expect(
      told({
        whole: signals({ offered: 32, acknowledged: 24 }),
        sends: [{ name: 'send 1', signals: off, state: 'settled' }],
        rtus: [{ name: 'RTU 1 A', signals: off }, books().rtus[1]],
      }),
    ).toEqual([
      "The totals don't add up: acknowledged, unsent and open together are 2 signals fewer than were offered.",
      "The counts of send 1 don't add up: acknowledged and unsent together are 2 signals fewer than were offered.",
      "The counts of RTU 1 A don't add up: acknowledged, unsent and open together are 2 signals fewer than were offered.",
    ]);
    // Two RTUs whose faults cancel out.
    expect(
      told({
        rtus: [
          { name: 'RTU 1 A', signals: signals({ offered: 9 }) },
          { name: 'RTU 2 B', signals: { ...NONE, offered: 21, acknowledged: 20 } },
        ],
      }),
    ).toEqual([
      "The counts of RTU 1 A don't add up: acknowledged, unsent and open together are 1 signal more than were offered.",
      "The counts of RTU 2 B don't add up: acknowledged, unsent and open together are 1 signal fewer than were offered.",
    ]);
  });

  it('may have open signals in a send that is under way, but never more settled than offered', () => {
    const send = (offered: number) => [
      { name: 'send 1', signals: signals({ offered }), state: 'open' as const },
    ];
    expect(told({ sends: send(14) })).toEqual([]);
    expect(told({ sends: send(9) })).toEqual([
      "The counts of send 1 don't add up: acknowledged and unsent together are 1 signal more than were offered.",
    ]);
  });

  it('count open signals, and tell of counts below zero', () => {
    const open = { ...NONE, offered: 20, acknowledged: 13, open: 7 };
    const rtus = [books().rtus[0], { name: 'RTU 2 B', signals: open }];
    expect(told({ whole: signals({ offered: 30, acknowledged: 17, open: 7 }), rtus })).toEqual([]);
    expect(told({ whole: signals({ offered: 30, acknowledged: 27, open: -3 }), rtus })).toEqual([
      'More signals are settled than were offered, by 3.',
      'The RTUs together have 17 signals acknowledged, the totals 27.',
    ]);
    const below = { ...NONE, offered: 20, acknowledged: 21, unsentEnded: -1 };
    expect(
      told({
        whole: signals({ offered: 30, acknowledged: 25, unsentEnded: 1 }),
        rtus: [books().rtus[0], { name: 'RTU 2 B', signals: below }],
      })[0],
    ).toMatch(/The sends together|RTU 2 B has -1 signals unsent because/);
  });

  it('tell of sends that have more of a term than the whole', () => {
    const sends = [1, 2].map((id) => ({ name: `send ${id}`, signals: signals(), state: 'settled' as const }));
    // Twice 3, 2 and 1; 20 and 8 fit.
    expect(findMisfits(books({ sends })).map(({ kind }) => kind)).toEqual(
      new Array(3).fill('sends-beyond-whole'),
    );
  });
});
