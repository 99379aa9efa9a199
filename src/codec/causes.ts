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

const NAMES: Readonly<Record<number, string>> = {
  1: 'per/cyc',
  2: 'back',
  3: 'spont',
  4: 'init',
  5: 'req',
  6: 'act',
  7: 'actcon',
  8: 'deact',
  9: 'deactcon',
  10: 'actterm',
  11: 'retrem',
  12: 'retloc',
  13: 'file',
  20: 'inrogen',
  37: 'reqcogen',
  44: 'unknown type',
  45: 'unknown cause',
  46: 'unknown CA',
  47: 'unknown IOA',
};

/** The short name of a cause as the standard abbreviates it, or `cot N` where it has none. */
export function causeName(cot: number): string {
  if (cot >= 21 && cot <= 36) return `inro${cot - 20}`;
  if (cot >= 38 && cot <= 41) return `reqco${cot - 37}`;
  return NAMES[cot] ?? `cot ${cot}`;
}
