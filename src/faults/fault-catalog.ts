/**
 * Every fault on purpose, by its word in profiles, the API and the dashboard: what the RTU does, and what the standard demands of the
 * master then. Profiles, checks, help, report and the RTUs themselves go by this table.
 */
import { APCI_FAULTS } from './apci-faults.js';
import { ASDU_FAULTS } from './asdu-faults.js';
import type { Demand, DemandCase, FaultKind } from './fault-kind.js';
import { LINK_FAULTS } from './link-faults.js';
import { REQUEST_FAULTS } from './request-faults.js';

export const FAULTS = {
  ...LINK_FAULTS,
  ...APCI_FAULTS,
  ...ASDU_FAULTS,
  ...REQUEST_FAULTS,
} as const satisfies Readonly<Record<string, FaultKind>>;

/** The word of a fault. */
export type FaultWord = keyof typeof FAULTS;

/** Every word, in the order of the table. */
export const FAULT_WORDS = Object.keys(FAULTS) as readonly FaultWord[];

/** The kind of a word. */
export function faultKind(word: FaultWord): FaultKind {
  return FAULTS[word];
}

/** Whether a text is the word of a fault. */
export function isFaultWord(text: string): text is FaultWord {
  return Object.hasOwn(FAULTS, text);
}

/** What a master must do in a case. */
export function demandOf(word: FaultWord, of: DemandCase): Demand {
  const { demand } = faultKind(word);
  return typeof demand === 'function' ? demand(of) : demand;
}
