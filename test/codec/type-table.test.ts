/**
 * The type table against `docs/protocol.md` §3, typed from the document row by row.
 * Columns: id, mnemonic, element octets (time tag excluded), octets with time tag, max SQ=0, max SQ=1, causes, marks.
 * Marks: G answers interrogation, B takes the global CA, S has select/execute, T time-tagged, X not used in 104.
 */
import { describe, expect, it } from 'vitest';
import { findType, TYPES, typeOf } from '../../src/codec/types.js';

const Q = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36];
const STATUS = [2, 3, 5, 11, 12, ...Q];
const CYCLIC = [1, 2, 3, 5, ...Q];
const BITS = [2, 3, 5, ...Q];
const COUNTERS = [3, 37, 38, 39, 40, 41];

type Row = readonly [
  id: number,
  mnemonic: string,
  elementOctets: number,
  objectOctets: number,
  maxObjects: number,
  maxSequence: number,
  causes: readonly number[],
  marks: string,
];

const MONITOR: readonly Row[] = [
  [1, 'M_SP_NA_1', 1, 1, 60, 127, STATUS, 'G'],
  [3, 'M_DP_NA_1', 1, 1, 60, 127, STATUS, 'G'],
  [5, 'M_ST_NA_1', 2, 2, 48, 120, STATUS, 'G'],
  [7, 'M_BO_NA_1', 5, 5, 30, 48, BITS, 'G'],
  [9, 'M_ME_NA_1', 3, 3, 40, 80, CYCLIC, 'G'],
  [11, 'M_ME_NB_1', 3, 3, 40, 80, CYCLIC, 'G'],
  [13, 'M_ME_NC_1', 5, 5, 30, 48, CYCLIC, 'G'],
  [15, 'M_IT_NA_1', 5, 5, 30, 48, COUNTERS, ''],
  // 2, 3, 5, Q; 11 and 12 stand in one of the two sources only: a master must take them
  [20, 'M_PS_NA_1', 5, 5, 30, 48, STATUS, 'G'],
  [21, 'M_ME_ND_1', 2, 2, 48, 120, CYCLIC, 'G'],
  [30, 'M_SP_TB_1', 1, 8, 22, 0, [3, 5, 11, 12], 'T'],
  [31, 'M_DP_TB_1', 1, 8, 22, 0, [3, 5, 11, 12], 'T'],
  [32, 'M_ST_TB_1', 2, 9, 20, 0, [3, 5, 11, 12], 'T'],
  [33, 'M_BO_TB_1', 5, 12, 16, 0, [3, 5], 'T'],
  [34, 'M_ME_TD_1', 3, 10, 18, 0, [3, 5], 'T'],
  [35, 'M_ME_TE_1', 3, 10, 18, 0, [3, 5], 'T'],
  [36, 'M_ME_TF_1', 5, 12, 16, 0, [3, 5], 'T'],
  [37, 'M_IT_TB_1', 5, 12, 16, 0, COUNTERS, 'T'],
  [38, 'M_EP_TD_1', 3, 10, 18, 0, [3], 'T'],
  [39, 'M_EP_TE_1', 4, 11, 1, 0, [3], 'T'],
  [40, 'M_EP_TF_1', 4, 11, 1, 0, [3], 'T'],
];

const CONTROL: readonly Row[] = [
  [45, 'C_SC_NA_1', 1, 1, 1, 0, [6, 8], 'S'],
  [46, 'C_DC_NA_1', 1, 1, 1, 0, [6, 8], 'S'],
  [47, 'C_RC_NA_1', 1, 1, 1, 0, [6, 8], 'S'],
  [48, 'C_SE_NA_1', 3, 3, 1, 0, [6, 8], 'S'],
  [49, 'C_SE_NB_1', 3, 3, 1, 0, [6, 8], 'S'],
  [50, 'C_SE_NC_1', 5, 5, 1, 0, [6, 8], 'S'],
  [51, 'C_BO_NA_1', 4, 4, 1, 0, [6, 8], ''],
  [58, 'C_SC_TA_1', 1, 8, 1, 0, [6, 8], 'ST'],
  [59, 'C_DC_TA_1', 1, 8, 1, 0, [6, 8], 'ST'],
  [60, 'C_RC_TA_1', 1, 8, 1, 0, [6, 8], 'ST'],
  [61, 'C_SE_TA_1', 3, 10, 1, 0, [6, 8], 'ST'],
  [62, 'C_SE_TB_1', 3, 10, 1, 0, [6, 8], 'ST'],
  [63, 'C_SE_TC_1', 5, 12, 1, 0, [6, 8], 'ST'],
  [64, 'C_BO_TA_1', 4, 11, 1, 0, [6, 8], 'T'],
  [70, 'M_EI_NA_1', 1, 1, 1, 0, [4], ''],
  [100, 'C_IC_NA_1', 1, 1, 1, 0, [6, 8], 'B'],
  [101, 'C_CI_NA_1', 1, 1, 1, 0, [6], 'B'],
  [102, 'C_RD_NA_1', 0, 0, 1, 0, [5], ''],
  [103, 'C_CS_NA_1', 0, 7, 1, 0, [6], 'BT'],
  [104, 'C_TS_NA_1', 2, 2, 1, 0, [6], 'X'],
  [105, 'C_RP_NA_1', 1, 1, 1, 0, [6], 'B'],
  [106, 'C_CD_NA_1', 2, 2, 1, 0, [6], 'X'],
  [107, 'C_TS_TA_1', 2, 9, 1, 0, [6], 'T'],
  [110, 'P_ME_NA_1', 3, 3, 1, 0, [6], ''],
  [111, 'P_ME_NB_1', 3, 3, 1, 0, [6], ''],
  [112, 'P_ME_NC_1', 5, 5, 1, 0, [6], ''],
  [113, 'P_AC_NA_1', 1, 1, 1, 0, [6, 8], ''],
];

/** Time-tagged id → the id of the same information without time tag. */
const UNTIMED: Readonly<Record<number, number>> = {
  30: 1,
  31: 3,
  32: 5,
  33: 7,
  34: 9,
  35: 11,
  36: 13,
  37: 15,
  58: 45,
  59: 46,
  60: 47,
  61: 48,
  62: 49,
  63: 50,
  64: 51,
};

describe('the type table', () => {
  const rows = [...MONITOR, ...CONTROL];

  it('holds these types and no other, ascending', () => {
    expect(TYPES.map((type) => type.id)).toEqual(rows.map(([id]) => id));
  });

  it.each(rows)(
    '%i %s',
    (id, mnemonic, elementOctets, objectOctets, maxObjects, maxSequence, causes, marks) => {
      const type = typeOf(id);
      expect(type.mnemonic).toBe(mnemonic);
      expect(type.elementOctets).toBe(elementOctets);
      expect(type.objectOctets).toBe(objectOctets);
      expect(type.maxObjects).toBe(maxObjects);
      expect(type.maxSequence).toBe(maxSequence);
      expect(type.causes).toEqual(causes);
      expect(type.interrogated).toBe(marks.includes('G'));
      expect(type.global).toBe(marks.includes('B'));
      expect(type.selectable).toBe(marks.includes('S'));
      expect(type.timeTagged).toBe(marks.includes('T'));
      expect(type.legal).toBe(!marks.includes('X'));
      expect(type.untimedId).toBe(UNTIMED[id] ?? id);
    },
  );

  it('says what each type is for', () => {
    for (const [id] of MONITOR) expect(typeOf(id).role).toBe('monitor');
    for (let id = 45; id <= 51; id++) expect(typeOf(id).role).toBe('command');
    for (let id = 58; id <= 64; id++) expect(typeOf(id).role).toBe('command');
    expect(typeOf(70).role).toBe('initialization');
    for (const id of [100, 101, 102, 103, 104, 105, 106, 107]) expect(typeOf(id).role).toBe('system');
    for (const id of [110, 111, 112, 113]) expect(typeOf(id).role).toBe('parameter');
  });

  it('knows nothing of 101-only, file, security and private types', () => {
    const known = new Set(rows.map(([id]) => id));
    for (let id = 0; id < 256; id++) expect(findType(id) !== undefined, `type ${id}`).toBe(known.has(id));
    for (const id of [0, 2, 4, 6, 8, 10, 12, 14, 16, 17, 18, 19, 41, 81, 95, 120, 127, 128, 255]) {
      expect(findType(id)).toBeUndefined();
      expect(() => typeOf(id)).toThrow(new RangeError(`type ${id} is not in the type table`));
    }
  });
});
