/**
 * Causes of transmission (COT, bits 0–5 of ASDU octet 3).
 * Source: `docs/protocol.md` §2, IEC 60870-5-101 table 14.
 */
export const COT = {
  PERIODIC: 1,
  BACKGROUND: 2,
  SPONTANEOUS: 3,
  INITIALIZED: 4,
  REQUEST: 5,
  ACTIVATION: 6,
  ACTIVATION_CON: 7,
  DEACTIVATION: 8,
  DEACTIVATION_CON: 9,
  ACTIVATION_TERM: 10,
  RETURN_INFO_REMOTE: 11,
  RETURN_INFO_LOCAL: 12,
  FILE_TRANSFER: 13,
  /** Interrogated by station interrogation; groups 1–16 follow as 21–36. */
  INTERROGATED_STATION: 20,
  INTERROGATED_GROUP_16: 36,
  /** Requested by general counter request; counter groups 1–4 follow as 38–41. */
  COUNTER_GENERAL: 37,
  COUNTER_GROUP_4: 41,
  UNKNOWN_TYPE: 44,
  UNKNOWN_CAUSE: 45,
  UNKNOWN_CA: 46,
  UNKNOWN_IOA: 47,
} as const;

/** Causes of a signal that no event has caused: the RTU sends it in a cycle, or as a background scan. */
export type CyclicCause = typeof COT.PERIODIC | typeof COT.BACKGROUND;

const CYCLIC_WORDS: Readonly<Record<string, CyclicCause>> = {
  periodic: COT.PERIODIC,
  background: COT.BACKGROUND,
};

/** What `cyclicCauseOf` reads, for findings. */
export const CYCLIC_EXPECTED = Object.keys(CYCLIC_WORDS).join(' or ');

/** The cause of the word `periodic` or `background`, in any case; `undefined`: another word. */
export function cyclicCauseOf(word: string): CyclicCause | undefined {
  const text = word.toLowerCase();
  return Object.hasOwn(CYCLIC_WORDS, text) ? CYCLIC_WORDS[text] : undefined;
}

/** The word of a cause, as files and the HTTP API have it. */
export function cyclicWordOf(cause: CyclicCause): string {
  return cause === COT.PERIODIC ? 'periodic' : 'background';
}

const NAMES: Readonly<Record<number, string>> = {
  [COT.PERIODIC]: 'per/cyc',
  [COT.BACKGROUND]: 'back',
  [COT.SPONTANEOUS]: 'spont',
  [COT.INITIALIZED]: 'init',
  [COT.REQUEST]: 'req',
  [COT.ACTIVATION]: 'act',
  [COT.ACTIVATION_CON]: 'actcon',
  [COT.DEACTIVATION]: 'deact',
  [COT.DEACTIVATION_CON]: 'deactcon',
  [COT.ACTIVATION_TERM]: 'actterm',
  [COT.RETURN_INFO_REMOTE]: 'retrem',
  [COT.RETURN_INFO_LOCAL]: 'retloc',
  [COT.FILE_TRANSFER]: 'file',
  [COT.INTERROGATED_STATION]: 'inrogen',
  [COT.COUNTER_GENERAL]: 'reqcogen',
  [COT.UNKNOWN_TYPE]: 'unknown type',
  [COT.UNKNOWN_CAUSE]: 'unknown cause',
  [COT.UNKNOWN_CA]: 'unknown CA',
  [COT.UNKNOWN_IOA]: 'unknown IOA',
};

/** The abbreviation that the standard has for a cause, or `cot N`. */
export function causeName(cot: number): string {
  const name = NAMES[cot];
  if (name !== undefined) return name;
  if (cot > COT.INTERROGATED_STATION && cot <= COT.INTERROGATED_GROUP_16) {
    return `inro${cot - COT.INTERROGATED_STATION}`;
  }
  if (cot > COT.COUNTER_GENERAL && cot <= COT.COUNTER_GROUP_4) return `reqco${cot - COT.COUNTER_GENERAL}`;
  return `cot ${cot}`;
}
