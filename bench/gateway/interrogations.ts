/** All masters of all RTUs interrogate at one instant. */
import { ANSWER_ASDUS } from './bench-rtu.js';
import type { FigureBook, Round } from './figure-book.js';
import { Fleet, until } from './fleet.js';
import type { Plan } from './plan.js';

const REST_MS = 60_000;

/** Measures until the last end of an interrogation, and counts how many the RTUs had to answer. */
export async function measureInterrogations(plan: Plan, book: FigureBook): Promise<void> {
  const scenario = 'interrogation';
  for (let run = 1; run <= plan.runs; run++) {
    await interrogate(plan, book, { scenario: 'interrogation-1', run, subject: 'direct' }, 1);
    await interrogate(plan, book, { scenario, run, subject: 'pipe' }, plan.masters);
    await interrogate(plan, book, { scenario, run, subject: 'gateway' }, plan.masters);
  }
  const most = book.median(scenario, 'gateway', 'most_of_an_rtu');
  book.sum(scenario, `at most ${most} interrogations of an RTU`, most, '2', most <= 2);
  const time = book.median(scenario, 'gateway', 'last_ms');
  const one = book.median('interrogation-1', 'direct', 'last_ms');
  const text =
    `all ended after ${time.toFixed(0)} ms, ${(time / one).toFixed(2)} × one direct one each (${one.toFixed(0)} ms); ` +
    `pipe ${book.median(scenario, 'pipe', 'last_ms').toFixed(0)} ms`;
  book.sum(scenario, text, time, '2.2 ×', time <= 2.2 * one);
}

async function interrogate(plan: Plan, book: FigureBook, round: Round, masters: number): Promise<void> {
  await Fleet.run(plan, round.subject, { rtus: plan.groups, masters }, async (fleet) => {
    // The first round compiles everything.
    await interrogateAll(fleet);
    for (const rtu of fleet.rtus) rtu.interrogations = 0;
    const lastMs = await interrogateAll(fleet);
    book.add(round, {
      most_of_an_rtu: Math.max(...fleet.rtus.map(({ interrogations }) => interrogations)),
      interrogations: fleet.rtus.reduce((sum, { interrogations }) => sum + interrogations, 0),
      last_ms: lastMs,
    });
    const wrong = fleet.masters.filter(
      ({ interrogation: { confirmations, asdus, terminations } }) =>
        confirmations !== 1 || asdus !== ANSWER_ASDUS || terminations !== 1,
    ).length;
    const text = wrong === 0 ? '' : `${wrong} masters have not exactly one answer`;
    book.fault(round, [fleet.faults(), text].filter(Boolean).join(', '));
  });
}

/** Returns the time until the last one is ended, ms. */
async function interrogateAll(fleet: Fleet): Promise<number> {
  const beganMs = performance.now();
  for (const master of fleet.masters) master.interrogate(fleet.rtus[master.rtu].ca);
  const isDone = (): boolean => fleet.masters.every(({ interrogation }) => interrogation.terminations > 0);
  await until('every interrogation is ended', isDone, REST_MS).catch(() => {});
  return Math.max(...fleet.masters.map(({ interrogation }) => interrogation.endedAtMs)) - beganMs;
}
