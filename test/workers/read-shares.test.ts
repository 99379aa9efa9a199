/** The turns of connections that have octets left, one by one; `read-turns.test.ts` has them with their links. */
import { beforeEach, expect, it } from 'vitest';
import { Backlog } from '../../src/workers/backlog.js';
import { ReadTurns, type TurnTaker } from '../../src/workers/read-turns.js';
import { RecordedMachine } from './recorded-files.js';

let machine: RecordedMachine;
let scheduled: number;
let reads: ReadTurns<TurnTaker>;

/** A connection that has nothing left after so many shares. */
const taker = (shares: number): TurnTaker => ({ backlog: new Backlog(0), takeRest: () => --shares <= 0 });

beforeEach(() => {
  machine = new RecordedMachine();
  machine.nowMs = 1000;
  scheduled = 0;
  reads = new ReadTurns(machine, () => scheduled++);
});

it('asks for the next poll as long as it does not know that nothing is left', () => {
  const one = taker(2);
  reads.add(one);
  expect([scheduled, one.backlog.state]).toEqual([1, 'left']);
  reads.take();
  // Its octets were taken; what has come since is read in the next poll.
  expect([scheduled, one.backlog.state]).toEqual([2, 'asking']);
  reads.take();
  expect([scheduled, one.backlog.state]).toEqual([2, 'none']);
  reads.take();
  expect([scheduled, machine.delays]).toEqual([2, []]);
});

it('asks once for a connection that leaves octets again', () => {
  const one = taker(100);
  reads.add(one);
  reads.add(one);
  expect(scheduled).toBe(1);
});

it('serves none while it rests, and goes on a millisecond later', () => {
  const one = taker(20);
  const other = taker(1);
  reads.add(one);
  reads.take();
  expect([scheduled, machine.delays]).toEqual([1, [1]]);
  reads.add(other);
  reads.take();
  expect([scheduled, other.backlog.state]).toEqual([1, 'left']);
  machine.fire();
  expect(scheduled).toBe(2);
  reads.take();
  expect([one.backlog.state, other.backlog.state]).toEqual(['asking', 'asking']);
});

it('is over for a connection whose share took all the time, and rests only for those that wait', () => {
  const slow = (): TurnTaker => {
    const takeRest = (): boolean => {
      machine.nowMs += 0.5;
      return true;
    };
    return { backlog: new Backlog(0), takeRest };
  };
  const [one, other] = [slow(), slow()];
  reads.add(one);
  reads.add(other);
  reads.take();
  expect([one.backlog.state, other.backlog.state]).toEqual(['asking', 'left']);
  expect(machine.delays).toEqual([1]);
  machine.fire();
  reads.take();
  expect([one.backlog.state, other.backlog.state]).toEqual(['none', 'asking']);
  expect(machine.delays).toEqual([]);
});

it('does not take a connection for read that has left octets again', () => {
  const one = taker(1);
  one.backlog.note(10, 10, machine.nowMs, machine.nowMs);
  reads.add(one);
  reads.take();
  reads.add(one);
  reads.take();
  // What came since 0, when the connection was opened, may still lie there.
  expect([one.backlog.state, one.backlog.heardMs(2000)]).toEqual(['asking', 0]);
  reads.take();
  expect([one.backlog.state, one.backlog.heardMs(2000)]).toEqual(['none', 2000]);
});

it('is over after a close', () => {
  reads.add(taker(100));
  reads.take();
  expect(machine.delays).toEqual([1]);
  reads.close();
  expect(machine.delays).toEqual([]);
  reads.take();
  expect([scheduled, machine.delays]).toEqual([1, []]);
});
