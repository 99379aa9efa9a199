/**
 * The type table: every process, system and parameter type of `docs/protocol.md` §3.
 * It drives codec, database check, interrogation, description and documents; nothing else may repeat it.
 * File transfer (120–127) is not in it: such ASDUs survive decoding as raw octets.
 */
import { COT } from './causes.js';
import { CP56_OCTETS } from './cp56.js';
import { ELEMENTS, type ElementName } from './elements.js';

/** Which end sends the type first, and what for. */
export type TypeRole = 'monitor' | 'command' | 'system' | 'parameter' | 'initialization';

/** One type of information. Octet counts exclude the IOA. */
export interface TypeDefinition {
  readonly id: number;
  /** As the standard writes it, e.g. `M_SP_TB_1`. */
  readonly mnemonic: string;
  readonly role: TypeRole;
  /** The elements after the IOA, in order, time tag excluded. */
  readonly elements: readonly ElementName[];
  /** Whether a CP56Time2a follows the elements (for 103 it is the element). */
  readonly timeTagged: boolean;
  /** Octets of the elements alone. */
  readonly elementOctets: number;
  /** Octets of elements and time tag. */
  readonly objectOctets: number;
  /** Causes with which the sender of the type may open an exchange (monitor: all it may carry). */
  readonly causes: readonly number[];
  /** Most objects in an ASDU with SQ=0 (1 for single-object types). */
  readonly maxObjects: number;
  /** Most elements in an ASDU with SQ=1; 0 where SQ=1 is not allowed. */
  readonly maxSequence: number;
  /** May be sent in reply to station or group interrogation (set Q; always untimed). */
  readonly interrogated: boolean;
  /** Accepts the global CA 65535. */
  readonly global: boolean;
  /** Has a select/execute bit. */
  readonly selectable: boolean;
  /** The same information without time tag (itself when untimed). */
  readonly untimedId: number;
  /** Used in IEC 60870-5-104; 104 and 106 belong to 101 and are answered with COT 44. */
  readonly legal: boolean;
}

const INTERROGATED = [20, ...Array.from({ length: 16 }, (_, group) => 21 + group)];
const STATUS = [2, 3, 5, 11, 12, ...INTERROGATED];
const MEASURED = [1, 2, 3, 5, ...INTERROGATED];
const BITSTRING = [2, 3, 5, ...INTERROGATED];
const COUNTER = [3, 37, 38, 39, 40, 41];
const ACT_DEACT = [COT.ACTIVATION, COT.DEACTIVATION];
const ACT = [COT.ACTIVATION];

const table: TypeDefinition[] = [];

/** SQ=0 capacity ⌊243/(3+s)⌋, SQ=1 capacity min(127, ⌊240/s⌋): `docs/protocol.md` §2. */
function add(
  id: number,
  mnemonic: string,
  role: TypeRole,
  elements: readonly ElementName[],
  causes: readonly number[],
  options: Partial<
    Pick<TypeDefinition, 'timeTagged' | 'interrogated' | 'global' | 'selectable' | 'untimedId' | 'legal'>
  > & { single?: true } = {},
): void {
  const timeTagged = options.timeTagged ?? false;
  const elementOctets = elements.reduce((sum, name) => sum + ELEMENTS[name].octets, 0);
  const objectOctets = elementOctets + (timeTagged ? CP56_OCTETS : 0);
  const single = options.single ?? role !== 'monitor';
  table.push({
    id,
    mnemonic,
    role,
    elements,
    timeTagged,
    elementOctets,
    objectOctets,
    causes,
    maxObjects: single ? 1 : Math.floor(243 / (3 + objectOctets)),
    maxSequence: single || timeTagged ? 0 : Math.min(127, Math.floor(240 / objectOctets)),
    interrogated: options.interrogated ?? false,
    global: options.global ?? false,
    selectable: options.selectable ?? false,
    untimedId: options.untimedId ?? id,
    legal: options.legal ?? true,
  });
}

/** A monitored type and its time-tagged twin. */
function addPair(
  [id, mnemonic]: readonly [number, string],
  [timedId, timedMnemonic]: readonly [number, string],
  elements: readonly ElementName[],
  causes: readonly number[],
  timedCauses: readonly number[],
  interrogated: boolean,
): void {
  add(id, mnemonic, 'monitor', elements, causes, { interrogated });
  add(timedId, timedMnemonic, 'monitor', elements, timedCauses, { timeTagged: true, untimedId: id });
}

/** A command and its time-tagged twin. */
function addCommand(
  id: number,
  mnemonic: string,
  timedMnemonic: string,
  elements: readonly ElementName[],
  selectable: boolean,
): void {
  add(id, mnemonic, 'command', elements, ACT_DEACT, { selectable });
  add(id + 13, timedMnemonic, 'command', elements, ACT_DEACT, {
    selectable,
    timeTagged: true,
    untimedId: id,
  });
}

addPair([1, 'M_SP_NA_1'], [30, 'M_SP_TB_1'], ['SIQ'], STATUS, [3, 5, 11, 12], true);
addPair([3, 'M_DP_NA_1'], [31, 'M_DP_TB_1'], ['DIQ'], STATUS, [3, 5, 11, 12], true);
addPair([5, 'M_ST_NA_1'], [32, 'M_ST_TB_1'], ['VTI', 'QDS'], STATUS, [3, 5, 11, 12], true);
addPair([7, 'M_BO_NA_1'], [33, 'M_BO_TB_1'], ['BSI', 'QDS'], BITSTRING, [3, 5], true);
addPair([9, 'M_ME_NA_1'], [34, 'M_ME_TD_1'], ['NVA', 'QDS'], MEASURED, [3, 5], true);
addPair([11, 'M_ME_NB_1'], [35, 'M_ME_TE_1'], ['SVA', 'QDS'], MEASURED, [3, 5], true);
addPair([13, 'M_ME_NC_1'], [36, 'M_ME_TF_1'], ['R32', 'QDS'], MEASURED, [3, 5], true);
addPair([15, 'M_IT_NA_1'], [37, 'M_IT_TB_1'], ['BCR'], COUNTER, COUNTER, false);
add(20, 'M_PS_NA_1', 'monitor', ['SCD', 'QDS'], STATUS, { interrogated: true });
add(21, 'M_ME_ND_1', 'monitor', ['NVA'], MEASURED, { interrogated: true });
add(38, 'M_EP_TD_1', 'monitor', ['SEP', 'CP16'], [3], { timeTagged: true });
add(39, 'M_EP_TE_1', 'monitor', ['SPE', 'QDP', 'CP16'], [3], { timeTagged: true, single: true });
add(40, 'M_EP_TF_1', 'monitor', ['OCI', 'QDP', 'CP16'], [3], { timeTagged: true, single: true });
addCommand(45, 'C_SC_NA_1', 'C_SC_TA_1', ['SCO'], true);
addCommand(46, 'C_DC_NA_1', 'C_DC_TA_1', ['DCO'], true);
addCommand(47, 'C_RC_NA_1', 'C_RC_TA_1', ['RCO'], true);
addCommand(48, 'C_SE_NA_1', 'C_SE_TA_1', ['NVA', 'QOS'], true);
addCommand(49, 'C_SE_NB_1', 'C_SE_TB_1', ['SVA', 'QOS'], true);
addCommand(50, 'C_SE_NC_1', 'C_SE_TC_1', ['R32', 'QOS'], true);
addCommand(51, 'C_BO_NA_1', 'C_BO_TA_1', ['BSI'], false);
add(70, 'M_EI_NA_1', 'initialization', ['COI'], [COT.INITIALIZED]);
add(100, 'C_IC_NA_1', 'system', ['QOI'], ACT_DEACT, { global: true });
add(101, 'C_CI_NA_1', 'system', ['QCC'], ACT, { global: true });
add(102, 'C_RD_NA_1', 'system', [], [COT.REQUEST]);
add(103, 'C_CS_NA_1', 'system', [], ACT, { timeTagged: true, global: true });
add(104, 'C_TS_NA_1', 'system', ['FBP'], ACT, { legal: false });
add(105, 'C_RP_NA_1', 'system', ['QRP'], ACT, { global: true });
add(106, 'C_CD_NA_1', 'system', ['CP16'], ACT, { legal: false });
add(107, 'C_TS_TA_1', 'system', ['TSC'], ACT, { timeTagged: true });
add(110, 'P_ME_NA_1', 'parameter', ['NVA', 'QPM'], ACT);
add(111, 'P_ME_NB_1', 'parameter', ['SVA', 'QPM'], ACT);
add(112, 'P_ME_NC_1', 'parameter', ['R32', 'QPM'], ACT);
add(113, 'P_AC_NA_1', 'parameter', ['QPA'], ACT_DEACT);

const byId: readonly (TypeDefinition | undefined)[] = Array.from({ length: 256 }, (_, id) =>
  table.find((type) => type.id === id),
);

/** Every type, ascending by id. */
export const TYPES: readonly TypeDefinition[] = table.sort((a, b) => a.id - b.id);

/** The type with this id (0…255), or `undefined` where the table has none. */
export function findType(id: number): TypeDefinition | undefined {
  return byId[id];
}

/** The type with this id; throws where the table has none, so only for ids that were checked. */
export function typeOf(id: number): TypeDefinition {
  const type = byId[id];
  if (type === undefined) throw new RangeError(`type ${id} is not in the type table`);
  return type;
}
