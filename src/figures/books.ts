/**
 * The books of signals: the one equation (`docs/behaviour.md` §9), and what must agree between sends, RTUs and the whole. Reports, the
 * simulation and the hostile tests all judge by this.
 */
import { countOf, formatNumber } from '../text/format.js';
import { type SignalFields, UNSENT_REASONS } from './counter-rules.js';

/** The terms of the equation that are counted. */
export type SignalTerms = Omit<SignalFields, 'sent'>;

/**
 * Counts of signals. `held`: they wait in an event buffer; `open`: neither acknowledged, unsent nor held. Absent: not known, 0 once
 * everything is settled.
 */
export type SignalBooks = SignalTerms & { readonly open?: number; readonly held?: number };

/** The terms with the words for them. */
const TERMS: readonly (readonly [keyof SignalTerms, string])[] = [
  ['offered', 'offered'],
  ['acknowledged', 'acknowledged'],
  ...UNSENT_REASONS.map(({ field, because }) => [field, `unsent because ${because}`] as const),
  ['spoiled', 'spoiled'],
];

/** Counts that belong together, over the same time. */
export interface Books {
  /** Every signal, of sends, interrogations and commands. */
  readonly whole: SignalBooks;
  /** The sends alone, and the name of each, as `send 3`. `open`: it may have signals under way. */
  readonly sends: readonly { name: string; signals: SignalBooks; state: 'settled' | 'open' }[];
  /** Every RTU, and its name, as `RTU 3 North`. */
  readonly rtus: readonly { name: string; signals: SignalBooks }[];
}

/** A term that does not fit. `by`: how many signals too few (below 0: too many) the others explain of those offered. */
export type Misfit =
  | { kind: 'sum'; of: 'whole' | 'send' | 'rtu'; name: string; by: number }
  | { kind: 'below-zero'; of: 'whole' | 'send' | 'rtu'; name: string; term: string; count: number }
  | { kind: 'sends-beyond-whole' | 'rtus-not-whole'; term: string; together: number; whole: number };

/** Signals that were offered and are neither acknowledged, unsent, spoiled, open nor held; 0 if the counts add up. */
export function imbalanceOf(signals: SignalBooks): number {
  const { offered, acknowledged, spoiled, open = 0, held = 0 } = signals;
  return offered - acknowledged - unsentOf(signals) - spoiled - open - held;
}

/** Signals that were offered and never acknowledged, for any reason. */
export function unsentOf(signals: SignalTerms): number {
  return UNSENT_REASONS.reduce((sum, { field }) => sum + signals[field], 0);
}

/** Every term that does not fit; empty: the books are right. */
export function findMisfits({ whole, sends, rtus }: Books): Misfit[] {
  const found = misfitsOf('whole', '', whole);
  for (const { name, signals, state } of sends)
    found.push(
      ...misfitsOf('send', name, signals).filter(
        (one) => !(state === 'open' && one.kind === 'sum' && one.by > 0),
      ),
    );
  for (const { name, signals } of rtus) found.push(...misfitsOf('rtu', name, signals));
  // Sends are counted separately. The whole has the signals of interrogations and return information as well.
  for (const [term, words] of TERMS) {
    const together = sumOf(sends, term);
    if (together > whole[term])
      found.push({ kind: 'sends-beyond-whole', term: words, together, whole: whole[term] });
  }
  for (const [term, words] of TERMS) {
    const together = sumOf(rtus, term);
    if (together !== whole[term])
      found.push({ kind: 'rtus-not-whole', term: words, together, whole: whole[term] });
  }
  return found;
}

/** A misfit as a sentence. */
export function describeMisfit(misfit: Misfit): string {
  switch (misfit.kind) {
    case 'sum': {
      const { of, name, by } = misfit;
      if (of === 'send')
        return `The counts of ${name} don't add up: acknowledged and unsent together are ${differs(by)}.`;
      const whose = of === 'whole' ? 'The totals' : `The counts of ${name}`;
      return `${whose} don't add up: acknowledged, unsent and open together are ${differs(by)}.`;
    }
    case 'below-zero': {
      const { of, name, term, count } = misfit;
      if (of === 'whole' && term === 'open')
        return `More signals are settled than were offered, by ${formatNumber(-count)}.`;
      return `${of === 'whole' ? 'The totals have' : `${name} has`} ${formatNumber(count)} signals ${term}.`;
    }
    case 'sends-beyond-whole': {
      const { term, together, whole } = misfit;
      return `The sends together have ${formatNumber(together)} signals ${term}, the totals only ${formatNumber(whole)}.`;
    }
    case 'rtus-not-whole': {
      const { term, together, whole } = misfit;
      return `The RTUs together have ${formatNumber(together)} signals ${term}, the totals ${formatNumber(whole)}.`;
    }
  }
}

/** What one account alone shows. */
function misfitsOf(of: 'whole' | 'send' | 'rtu', name: string, signals: SignalBooks): Misfit[] {
  const found: Misfit[] = [];
  const by = imbalanceOf(signals);
  if (by !== 0) found.push({ kind: 'sum', of, name, by });
  if ((signals.open ?? 0) < 0)
    found.push({ kind: 'below-zero', of, name, term: 'open', count: signals.open ?? 0 });
  for (const [term, words] of TERMS)
    if (signals[term] < 0) found.push({ kind: 'below-zero', of, name, term: words, count: signals[term] });
  return found;
}

function sumOf(parts: readonly { signals: SignalBooks }[], term: keyof SignalTerms): number {
  return parts.reduce((sum, { signals }) => sum + signals[term], 0);
}

function differs(by: number): string {
  return `${countOf(Math.abs(by), 'signal')} ${by < 0 ? 'more' : 'fewer'} than were offered`;
}
