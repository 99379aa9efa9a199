/**
 * The type table: every process, system and parameter type of `docs/protocol.md` §3.
 * Codec, check of IOA files, interrogation, comparison and documents read it; no other place may repeat it.
 * File transfer (120–127) is not in it: such ASDUs survive decoding as raw octets.
 */
import { COT } from './causes.js';
import { CP56_OCTETS } from './cp56.js';
import { ELEMENTS, type ElementName } from './elements.js';

/** What a type is for: process information, commands, system and parameter requests, end of initialization. */
export type TypeRole = 'monitor' | 'command' | 'system' | 'parameter' | 'initialization';

/** One type of information. Octet counts exclude the IOA. */
export interface TypeDefinition {
  readonly id: number;
  /** The standard's name, e.g. `M_SP_TB_1`. */
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
  /** Causes with which the sender of the type may start an exchange (monitored types: all that it may have). */
  readonly causes: readonly number[];
  /** Most objects in an ASDU with SQ=0 (1 for single-object types). */
  readonly maxObjects: number;
  /** Most elements in an ASDU with SQ=1; 0 where SQ=1 is not allowed. */
  readonly maxSequence: number;
  /** May be sent in reply to a station or group interrogation (set Q of `docs/protocol.md`; never time-tagged). */
  readonly interrogated: boolean;
  /** Accepts the global CA 65535. */
  readonly global: boolean;
  /** Has a select/execute bit. */
  readonly selectable: boolean;
  /** The same information without time tag (its own id if it has none). */
  readonly untimedId: number;
  /** Used in IEC 60870-5-104; 104 and 106 belong to 101 and are answered with COT 44. */
  readonly legal: boolean;
}

/** The causes `first`…`last`. */
function causesFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const { PERIODIC, BACKGROUND, SPONTANEOUS, REQUEST, RETURN_INFO_REMOTE, RETURN_INFO_LOCAL } = COT;
const INTERROGATED = causesFrom(COT.INTERROGATED_STATION, COT.INTERROGATED_GROUP_16);
const STATE = [SPONTANEOUS, REQUEST, RETURN_INFO_REMOTE, RETURN_INFO_LOCAL];
const EVENT = [SPONTANEOUS, REQUEST];

/** Causes of a monitored type and of its time-tagged twin. */
interface PairCauses {
  readonly untimed: readonly number[];
  readonly timed: readonly number[];
}

const STATUS: PairCauses = { untimed: [BACKGROUND, ...STATE, ...INTERROGATED], timed: STATE };
const BITSTRING: PairCauses = { untimed: [BACKGROUND, ...EVENT, ...INTERROGATED], timed: EVENT };
const MEASURED: PairCauses = { untimed: [PERIODIC, BACKGROUND, ...EVENT, ...INTERROGATED], timed: EVENT };
const COUNTED = [SPONTANEOUS, ...causesFrom(COT.COUNTER_GENERAL, COT.COUNTER_GROUP_4)];
const COUNTER: PairCauses = { untimed: COUNTED, timed: COUNTED };
const ACT_DEACT = [COT.ACTIVATION, COT.DEACTIVATION];
const ACT = [COT.ACTIVATION];

const table: TypeDefinition[] = [];

/** Elements with a select/execute bit. */
const WITH_SELECT: ReadonlySet<ElementName> = new Set(['SCO', 'DCO', 'RCO', 'QOS']);

/** Id and mnemonic of a type. */
type TypeName = readonly [id: number, mnemonic: string];

/** Properties that differ between types of one role. */
interface TypeOptions extends Partial<Pick<TypeDefinition, 'timeTagged' | 'global' | 'untimedId' | 'legal'>> {
  /** One object per ASDU; so for all types except the monitored ones. */
  single?: true;
}

/** Adds a type. Capacity of an ASDU: SQ=0 ⌊243/(3+s)⌋, SQ=1 min(127, ⌊240/s⌋) objects of s octets (`docs/protocol.md` §2). */
function add(
  [id, mnemonic]: TypeName,
  role: TypeRole,
  elements: readonly ElementName[],
  causes: readonly number[],
  options: TypeOptions = {},
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
    interrogated: causes.includes(COT.INTERROGATED_STATION),
    global: options.global ?? false,
    selectable: elements.some((name) => WITH_SELECT.has(name)),
    untimedId: options.untimedId ?? id,
    legal: options.legal ?? true,
  });
}

/** Adds a monitored type and its time-tagged twin. */
function addPair(
  untimed: TypeName,
  timed: TypeName,
  elements: readonly ElementName[],
  causes: PairCauses,
): void {
  add(untimed, 'monitor', elements, causes.untimed);
  add(timed, 'monitor', elements, causes.timed, { timeTagged: true, untimedId: untimed[0] });
}

/** Adds a command and its time-tagged twin. */
function addCommand(untimed: TypeName, timed: TypeName, elements: readonly ElementName[]): void {
  add(untimed, 'command', elements, ACT_DEACT);
  add(timed, 'command', elements, ACT_DEACT, { timeTagged: true, untimedId: untimed[0] });
}

addPair([1, 'M_SP_NA_1'], [30, 'M_SP_TB_1'], ['SIQ'], STATUS);
addPair([3, 'M_DP_NA_1'], [31, 'M_DP_TB_1'], ['DIQ'], STATUS);
addPair([5, 'M_ST_NA_1'], [32, 'M_ST_TB_1'], ['VTI', 'QDS'], STATUS);
addPair([7, 'M_BO_NA_1'], [33, 'M_BO_TB_1'], ['BSI', 'QDS'], BITSTRING);
addPair([9, 'M_ME_NA_1'], [34, 'M_ME_TD_1'], ['NVA', 'QDS'], MEASURED);
addPair([11, 'M_ME_NB_1'], [35, 'M_ME_TE_1'], ['SVA', 'QDS'], MEASURED);
addPair([13, 'M_ME_NC_1'], [36, 'M_ME_TF_1'], ['R32', 'QDS'], MEASURED);
addPair([15, 'M_IT_NA_1'], [37, 'M_IT_TB_1'], ['BCR'], COUNTER);
add([20, 'M_PS_NA_1'], 'monitor', ['SCD', 'QDS'], STATUS.untimed);
add([21, 'M_ME_ND_1'], 'monitor', ['NVA'], MEASURED.untimed);
add([38, 'M_EP_TD_1'], 'monitor', ['SEP', 'CP16'], [SPONTANEOUS], { timeTagged: true });
add([39, 'M_EP_TE_1'], 'monitor', ['SPE', 'QDP', 'CP16'], [SPONTANEOUS], { timeTagged: true, single: true });
add([40, 'M_EP_TF_1'], 'monitor', ['OCI', 'QDP', 'CP16'], [SPONTANEOUS], { timeTagged: true, single: true });
addCommand([45, 'C_SC_NA_1'], [58, 'C_SC_TA_1'], ['SCO']);
addCommand([46, 'C_DC_NA_1'], [59, 'C_DC_TA_1'], ['DCO']);
addCommand([47, 'C_RC_NA_1'], [60, 'C_RC_TA_1'], ['RCO']);
addCommand([48, 'C_SE_NA_1'], [61, 'C_SE_TA_1'], ['NVA', 'QOS']);
addCommand([49, 'C_SE_NB_1'], [62, 'C_SE_TB_1'], ['SVA', 'QOS']);
addCommand([50, 'C_SE_NC_1'], [63, 'C_SE_TC_1'], ['R32', 'QOS']);
addCommand([51, 'C_BO_NA_1'], [64, 'C_BO_TA_1'], ['BSI']);
add([70, 'M_EI_NA_1'], 'initialization', ['COI'], [COT.INITIALIZED]);
add([100, 'C_IC_NA_1'], 'system', ['QOI'], ACT_DEACT, { global: true });
add([101, 'C_CI_NA_1'], 'system', ['QCC'], ACT, { global: true });
add([102, 'C_RD_NA_1'], 'system', [], [COT.REQUEST]);
add([103, 'C_CS_NA_1'], 'system', [], ACT, { timeTagged: true, global: true });
add([104, 'C_TS_NA_1'], 'system', ['FBP'], ACT, { legal: false });
add([105, 'C_RP_NA_1'], 'system', ['QRP'], ACT, { global: true });
add([106, 'C_CD_NA_1'], 'system', ['CP16'], ACT, { legal: false });
add([107, 'C_TS_TA_1'], 'system', ['TSC'], ACT, { timeTagged: true });
add([110, 'P_ME_NA_1'], 'parameter', ['NVA', 'QPM'], ACT);
add([111, 'P_ME_NB_1'], 'parameter', ['SVA', 'QPM'], ACT);
add([112, 'P_ME_NC_1'], 'parameter', ['R32', 'QPM'], ACT);
add([113, 'P_AC_NA_1'], 'parameter', ['QPA'], ACT_DEACT);

const byId: readonly (TypeDefinition | undefined)[] = Array.from({ length: 256 }, (_, id) =>
  table.find((type) => type.id === id),
);

/** Every type, ascending by id. */
export const TYPES: readonly TypeDefinition[] = table.sort((a, b) => a.id - b.id);

/** The type with this id (0…255), or `undefined` if the table has none. */
export function findType(id: number): TypeDefinition | undefined {
  return byId[id];
}

/** The type with this id; throws if the table has none, so only for ids that were checked. */
export function typeOf(id: number): TypeDefinition {
  const type = byId[id];
  if (type === undefined) throw new RangeError(`type ${id} is not in the type table`);
  return type;
}
