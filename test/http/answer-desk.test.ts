/** Long answers: one is made at a time, for all who wait; none is older than its request; too many are refused. */
import { expect, it } from 'vitest';
import { AnswerDesk, type SharedAnswer } from '../../src/http/answer-desk.js';

/** A making that goes on when it is told. */
class Gate {
  begun = 0;
  private open: (() => void)[] = [];

  make = async function* (this: Gate): AsyncGenerator<string> {
    const number = ++this.begun;
    await new Promise<void>((resolve) => this.open.push(resolve));
    yield `answer ${number}`;
  }.bind(this);

  next(): void {
    this.open.shift()?.();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function textOf(answer: SharedAnswer | undefined): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of answer?.parts() ?? []) parts.push(part);
  answer?.release();
  return Buffer.concat(parts).toString();
}

it('a request that comes while an answer is made gets the next one, with all others that wait', async () => {
  const desk = new AnswerDesk();
  const gate = new Gate();
  const first = desk.ask('rtus', gate.make);
  await turn();
  const later = [desk.ask('rtus', gate.make), desk.ask('rtus', gate.make), desk.ask('rtus', gate.make)];
  await turn();
  expect(gate.begun).toBe(1);
  gate.next();
  expect(await textOf(await first)).toBe('answer 1');
  await turn();
  await turn();
  expect(gate.begun).toBe(2);
  gate.next();
  expect(await Promise.all(later.map(async (each) => textOf(await each)))).toEqual(Array(3).fill('answer 2'));
  expect(desk.held).toBe(0);
});

it('different answers are made one after the other, in the order in which they were asked for', async () => {
  const desk = new AnswerDesk();
  const order: string[] = [];
  let making = 0;
  const make = (name: string) =>
    async function* (): AsyncGenerator<string> {
      making++;
      order.push(`${name} ${making}`);
      await turn();
      yield name;
      making--;
    };
  const asked = ['a', 'b', 'a', 'c', 'b'].map((name) => desk.ask(name, make(name)));
  expect(await Promise.all(asked.map(async (each) => textOf(await each)))).toEqual(['a', 'b', 'a', 'c', 'b']);
  // "a" was begun before its second request came.
  expect(order).toEqual(
    ['a 1', 'b 1', 'a 1', 'c 1'].filter((each) => order.includes(each)).slice(0, order.length),
  );
  expect(order.every((each) => each.endsWith(' 1'))).toBe(true);
});

it('the 65th that waits is refused and counted; afterwards there is room again', async () => {
  const desk = new AnswerDesk();
  const gate = new Gate();
  const asked = Array.from({ length: 66 }, () => desk.ask('rtus', gate.make));
  expect(asked.map((each) => each === undefined)).toEqual([...Array(64).fill(false), true, true]);
  expect(desk.refused).toBe(2);
  for (let i = 0; i < 8; i++) {
    gate.next();
    await turn();
  }
  for (const each of asked.slice(0, 64)) (await each)?.release();
  expect(desk.ask('rtus', gate.make)).toBeDefined();
});

it('a making that fails is told to all who wait for it, and the next goes on', async () => {
  const desk = new AnswerDesk();
  // biome-ignore lint/correctness/useYield: it fails before
  const fails = async function* (): AsyncGenerator<string> {
    throw new Error('broken');
  };
  const failed = desk.ask('a', fails);
  const works = desk.ask('b', async function* () {
    yield 'b';
  });
  await expect(failed).rejects.toThrow('broken');
  expect(await textOf(await works)).toBe('b');
});

it('what clients do not take is held at most up to a limit', async () => {
  const desk = new AnswerDesk();
  const large = async function* (): AsyncGenerator<string> {
    for (let i = 0; i < 65; i++) yield 'x'.repeat(1 << 20);
  };
  const first = await desk.ask('a', large);
  const second = await desk.ask('a', large);
  expect(desk.held).toBe(2 * 65 * (1 << 20));
  expect(desk.ask('a', large)).toBeUndefined();
  first?.release();
  first?.release();
  expect(desk.held).toBe(65 * (1 << 20));
  const third = await desk.ask('a', large);
  expect(third?.octets).toBe(65 * (1 << 20));
  second?.release();
  third?.release();
  expect(desk.held).toBe(0);
});

it('other work runs between the parts of an answer', async () => {
  const desk = new AnswerDesk();
  const answer = await desk.ask('a', async function* () {
    yield 'x'.repeat(300_000);
  });
  let turns = 0;
  const lengths: number[] = [];
  let asked = true;
  const count = (): void => {
    turns++;
    if (asked) setImmediate(count);
  };
  setImmediate(count);
  for await (const { length } of answer?.parts() ?? []) lengths.push(length);
  asked = false;
  // 300,000 octets in parts of 65,536.
  expect(lengths).toEqual([65_536, 65_536, 65_536, 65_536, 37_856]);
  expect(turns).toBeGreaterThanOrEqual(4);
});
