/** The heap of deadlines, on a fake clock. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadlines, type Due } from '../../src/workers/deadlines.js';
import { nodeTimers } from '../../src/workers/node-machine.js';

const clock = { nowMs: 0 };
/** What the event loop does after the timers: it reads the sockets, then makes these calls. */
const loop = { poll: () => {}, immediates: new Set<() => void>() };
const machine = {
  clock: { monotonicMs: () => clock.nowMs, wallMs: () => clock.nowMs },
  timers: {
    ...nodeTimers,
    setImmediate: (run: () => void) => {
      loop.immediates.add(run);
      return run;
    },
    clearImmediate: (run: object | undefined) => void loop.immediates.delete(run as () => void),
  },
};

/** One round of the event loop `ms` later. */
function round(ms: number): void {
  vi.advanceTimersByTime(ms);
  loop.poll();
  const due = [...loop.immediates];
  loop.immediates.clear();
  for (const run of due) run();
}

/** A deadline at `atMs`, repeated every `everyMs`. */
class FakeDue implements Due {
  heapPlace = -1;
  scheduledMs = Number.POSITIVE_INFINITY;
  readonly firedMs: number[] = [];

  constructor(
    readonly name: string,
    public atMs: number,
    private readonly everyMs = Number.POSITIVE_INFINITY,
  ) {}

  nextDeadline(): number {
    return this.atMs;
  }

  fire(nowMs: number): void {
    this.firedMs.push(nowMs);
    this.atMs += this.everyMs;
  }
}

const fired: string[] = [];
let deadlines: Deadlines<FakeDue>;

function advance(ms: number): void {
  for (const untilMs = clock.nowMs + ms; clock.nowMs < untilMs; ) {
    clock.nowMs++;
    round(1);
  }
}

function noted(name: string, atMs: number, everyMs?: number): FakeDue {
  const due = new FakeDue(name, atMs, everyMs);
  deadlines.note(due);
  return due;
}

beforeEach(() => {
  clock.nowMs = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  loop.poll = () => {};
  loop.immediates.clear();
  fired.length = 0;
  deadlines = new Deadlines(machine, (due, nowMs) => {
    fired.push(due.name);
    due.fire(nowMs);
  });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('deadlines', () => {
  it('fire in order, none early, with one timer', () => {
    noted('c', 30);
    noted('a', 10);
    noted('b', 20);
    expect(vi.getTimerCount()).toBe(1);
    advance(9);
    expect(fired).toEqual([]);
    advance(1);
    expect(fired).toEqual(['a']);
    expect(vi.getTimerCount()).toBe(1);
    advance(20);
    expect(fired).toEqual(['a', 'b', 'c']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that have passed already fire at once', () => {
    advance(100);
    noted('late', 5);
    advance(1);
    expect(fired).toEqual(['late']);
  });

  it('that move later are checked once, and fire at the later time', () => {
    const due = noted('a', 10);
    due.atMs = 50;
    deadlines.note(due);
    advance(49);
    expect(fired).toEqual([]);
    advance(1);
    expect(due.firedMs).toEqual([50]);
  });

  it('that move earlier fire at the earlier time', () => {
    const due = noted('a', 1000);
    noted('b', 500);
    due.atMs = 20;
    deadlines.note(due);
    advance(20);
    expect(fired).toEqual(['a']);
  });

  it('are judged after the sockets were read, however late the timer fires', () => {
    const answered = noted('answered', 10);
    noted('silent', 12);
    clock.nowMs = 3000;
    loop.poll = () => {
      answered.atMs = 9000;
      deadlines.note(answered);
      noted('new', 2990);
      // The judgement follows anyway.
      expect(vi.getTimerCount()).toBe(0);
    };
    round(10);
    expect(fired).toEqual(['silent', 'new']);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('are judged after a second poll where the thread was stopped in the middle of the first', () => {
    const answered = noted('answered', 10);
    noted('silent', 12);
    // The first poll had found its sockets; then the thread stood still, and the answer came.
    loop.poll = () => {
      clock.nowMs = 3000;
    };
    clock.nowMs = 10;
    round(10);
    expect(fired).toEqual([]);
    loop.poll = () => {
      answered.atMs = 9000;
      deadlines.note(answered);
    };
    round(0);
    expect(fired).toEqual(['silent']);
  });

  it.each([
    [49.9, 1],
    [50, 2],
  ])('are judged after a poll of %d ms and %d in all', (pollMs, polls) => {
    noted('a', 10);
    let polled = 0;
    loop.poll = () => {
      polled++;
      clock.nowMs += pollMs;
    };
    clock.nowMs = 10;
    round(10);
    while (loop.immediates.size > 0) round(0);
    expect([polled, fired]).toEqual([polls, ['a']]);
  });

  it('that wait for the sockets do not fire after a close', () => {
    noted('a', 10);
    clock.nowMs = 10;
    loop.poll = () => deadlines.close();
    round(10);
    expect(loop.immediates.size).toBe(0);
    expect(fired).toEqual([]);
  });

  it('of never start no timer', () => {
    const due = noted('never', Number.POSITIVE_INFINITY);
    expect(vi.getTimerCount()).toBe(0);
    expect(due.heapPlace).toBe(-1);
    due.atMs = 5;
    deadlines.note(due);
    due.atMs = Number.POSITIVE_INFINITY;
    deadlines.note(due);
    advance(10);
    expect(fired).toEqual([]);
    expect(due.heapPlace).toBe(-1);
  });

  it('that are dropped don’t fire, wherever they are in the heap', () => {
    const dues = Array.from({ length: 20 }, (_, i) => noted(String(i), 100 - i));
    for (const i of [19, 0, 7]) deadlines.drop(dues[i]);
    deadlines.drop(dues[7]);
    advance(100);
    const expected = [18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 6, 5, 4, 3, 2, 1].map(String);
    expect(fired).toEqual(expected);
  });

  it('that repeat do so for ever, beside others', () => {
    const often = noted('often', 10, 10);
    const seldom = noted('seldom', 35, 35);
    advance(100);
    expect(often.firedMs).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(seldom.firedMs).toEqual([35, 70]);
  });

  it('that are always due do not delay others', () => {
    const stuck = noted('stuck', 0, 0);
    const other = noted('other', 5);
    advance(20);
    expect(other.firedMs).toEqual([5]);
    // Once a millisecond, the shortest time of a timer; not in a loop.
    expect(stuck.firedMs.length).toBeLessThanOrEqual(21);
  });

  it('further away than a timer can wait are reached in steps', () => {
    const due = noted('far', 2 ** 31 + 5);
    const step = 2 ** 31 - 1;
    clock.nowMs = step;
    round(step);
    expect(fired).toEqual([]);
    expect(vi.getTimerCount()).toBe(1);
    advance(6);
    expect(due.firedMs).toEqual([2 ** 31 + 5]);
  });

  it('may be noted, dropped and closed while one fires', () => {
    const b = new FakeDue('b', 10);
    const c = new FakeDue('c', 40);
    deadlines = new Deadlines(machine, (due) => {
      fired.push(due.name);
      due.atMs = Number.POSITIVE_INFINITY;
      if (due.name === 'a') {
        b.atMs = Number.POSITIVE_INFINITY;
        deadlines.drop(b);
        deadlines.note(c);
      } else deadlines.close();
    });
    deadlines.note(new FakeDue('a', 10));
    deadlines.note(b);
    deadlines.note(new FakeDue('d', 50));
    advance(100);
    expect(fired).toEqual(['a', 'c']);
  });

  it('never fire after a close, and may still be dropped', () => {
    const dues = [noted('a', 10), noted('b', 20), noted('c', 30)];
    deadlines.close();
    expect(vi.getTimerCount()).toBe(0);
    dues[2].atMs = 5;
    for (const due of dues) deadlines.drop(due);
    advance(100);
    expect(fired).toEqual([]);
  });

  it('may be noted again after a close', () => {
    const dues = [noted('a', 10), noted('b', 20), noted('c', 30)];
    deadlines.close();
    for (const due of dues) deadlines.note(due);
    advance(100);
    expect(fired).toEqual(['a', 'b', 'c']);
  });

  it('start a timer only where they are the first', () => {
    noted('a', 10);
    const setTimer = vi.spyOn(machine.timers, 'setTimeout');
    noted('b', 20);
    const c = noted('c', 10);
    c.atMs = 15;
    deadlines.note(c);
    expect(setTimer).not.toHaveBeenCalled();
    clock.nowMs = 2.5;
    noted('d', 9);
    noted('e', 1);
    // Never early: the rest of a millisecond counts as a whole one.
    expect(setTimer.mock.calls.map(([, delayMs]) => delayMs)).toEqual([7, 0]);
    setTimer.mockRestore();
  });

  it('fire in the same order as from a sorted list, whatever moves', () => {
    const operation = fc.record({
      who: fc.nat({ max: 14 }),
      what: fc.constantFrom('move' as const, 'drop' as const, 'wait' as const),
      ms: fc.nat({ max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
        deadlines.close();
        fired.length = 0;
        const dues = Array.from({ length: 15 }, (_, i) => new FakeDue(String(i), Number.POSITIVE_INFINITY));
        const expected = dues.map((): number[] => []);
        for (const { who, what, ms } of operations) {
          const due = dues[who];
          if (what === 'move') {
            due.atMs = clock.nowMs + ms;
            deadlines.note(due);
          } else if (what === 'drop') {
            due.atMs = Number.POSITIVE_INFINITY;
            deadlines.drop(due);
          } else {
            for (const [i, each] of dues.entries()) {
              // What is due now fires with the next turn of the clock.
              if (each.atMs <= clock.nowMs + ms && ms > 0) {
                expected[i].push(Math.max(each.atMs, clock.nowMs + 1));
              }
            }
            advance(ms);
          }
        }
        expect(dues.map((due) => due.firedMs)).toEqual(expected);
        expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});

it('tell the instant before the poll: what came while the sockets were read may not have been', () => {
  const heard: string[] = [];
  deadlines = new Deadlines(machine, (due, nowMs, heardMs) => {
    heard.push(`${due.name} ${nowMs} ${heardMs}`);
    due.fire(nowMs);
  });
  noted('first', 10);
  noted('second', 25);
  clock.nowMs = 10;
  loop.poll = () => {
    clock.nowMs = 30;
  };
  round(10);
  expect(heard).toEqual(['first 30 10', 'second 30 10']);
});
