/** Every type of the list with the causes that the matrix has boxes for. Source: the type table, and `docs/protocol.md` §3. */
import { COT } from '../codec/causes.js';
import { TYPES, type TypeDefinition } from '../codec/types.js';

/** A type of the list. */
export interface TypeLine {
  readonly id: number;
  readonly mnemonic: string;
  readonly text: string;
  /** It can't be chosen in IEC 60870-5-104. */
  readonly black: boolean;
  /** Causes that the type may have, in either direction; the other boxes of its row are black. Empty: all of them are. */
  readonly permitted: readonly number[];
}

/** Types under a heading. */
export interface TypeGroup {
  readonly title: string;
  readonly lines: readonly TypeLine[];
}

const TEXTS: Readonly<Record<number, string>> = {
  1: 'single point',
  3: 'double point',
  5: 'step position',
  7: 'bitstring of 32 bits',
  9: 'normalized value',
  11: 'scaled value',
  13: 'short floating point number',
  15: 'integrated total',
  20: 'packed single points with change detection',
  21: 'normalized value without quality',
  30: 'single point, time tag',
  31: 'double point, time tag',
  32: 'step position, time tag',
  33: 'bitstring of 32 bits, time tag',
  34: 'normalized value, time tag',
  35: 'scaled value, time tag',
  36: 'short floating point number, time tag',
  37: 'integrated total, time tag',
  38: 'event of protection, time tag',
  39: 'packed start events of protection, time tag',
  40: 'packed output circuits of protection, time tag',
  45: 'single command',
  46: 'double command',
  47: 'regulating step command',
  48: 'set-point, normalized value',
  49: 'set-point, scaled value',
  50: 'set-point, short floating point number',
  51: 'bitstring of 32 bits',
  58: 'single command, time tag',
  59: 'double command, time tag',
  60: 'regulating step command, time tag',
  61: 'set-point, normalized value, time tag',
  62: 'set-point, scaled value, time tag',
  63: 'set-point, short floating point number, time tag',
  64: 'bitstring of 32 bits, time tag',
  70: 'end of initialization',
  100: 'interrogation',
  101: 'counter interrogation',
  102: 'read',
  103: 'clock synchronization',
  104: 'test',
  105: 'reset process',
  106: 'delay acquisition',
  107: 'test, time tag',
  110: 'parameter, normalized value',
  111: 'parameter, scaled value',
  112: 'parameter, short floating point number',
  113: 'parameter activation',
};

/** Types of IEC 60870-5-101 with the time tag of 3 octets; the type table has none of them. */
const SHORT_TAGGED: readonly (readonly [id: number, mnemonic: string, text: string])[] = [
  [2, 'M_SP_TA_1', 'single point, short time tag'],
  [4, 'M_DP_TA_1', 'double point, short time tag'],
  [6, 'M_ST_TA_1', 'step position, short time tag'],
  [8, 'M_BO_TA_1', 'bitstring of 32 bits, short time tag'],
  [10, 'M_ME_TA_1', 'normalized value, short time tag'],
  [12, 'M_ME_TB_1', 'scaled value, short time tag'],
  [14, 'M_ME_TC_1', 'short floating point number, short time tag'],
  [16, 'M_IT_TA_1', 'integrated total, short time tag'],
  [17, 'M_EP_TA_1', 'event of protection, short time tag'],
  [18, 'M_EP_TB_1', 'packed start events of protection, short time tag'],
  [19, 'M_EP_TC_1', 'packed output circuits of protection, short time tag'],
];

const { REQUEST, SPONTANEOUS, FILE_TRANSFER } = COT;
const REFUSALS: readonly number[] = [COT.UNKNOWN_TYPE, COT.UNKNOWN_CAUSE, COT.UNKNOWN_CA, COT.UNKNOWN_IOA];

/** Types of the file transfer, with their causes; the type table has none of them. */
const FILES: readonly (readonly [id: number, mnemonic: string, text: string, causes: readonly number[]])[] = [
  [120, 'F_FR_NA_1', 'file ready', [FILE_TRANSFER, ...REFUSALS]],
  [121, 'F_SR_NA_1', 'section ready', [FILE_TRANSFER, ...REFUSALS]],
  [122, 'F_SC_NA_1', 'call, selection', [REQUEST, FILE_TRANSFER, ...REFUSALS]],
  [123, 'F_LS_NA_1', 'last section, last segment', [FILE_TRANSFER, ...REFUSALS]],
  [124, 'F_AF_NA_1', 'acknowledgement', [FILE_TRANSFER, ...REFUSALS]],
  [125, 'F_SG_NA_1', 'segment', [FILE_TRANSFER, ...REFUSALS]],
  [126, 'F_DR_TA_1', 'directory', [SPONTANEOUS, REQUEST]],
  [127, 'F_SC_NB_1', 'query of a log', [SPONTANEOUS, REQUEST, FILE_TRANSFER, ...REFUSALS]],
];

/** Causes of the answers to a request that begins with one of these. */
function answersOf({ role, id, causes }: TypeDefinition): number[] {
  const answers = [...REFUSALS];
  if (causes.includes(COT.ACTIVATION)) answers.push(COT.ACTIVATION_CON);
  if (causes.includes(COT.DEACTIVATION)) answers.push(COT.DEACTIVATION_CON);
  if (role === 'command' || id === 100 || id === 101) answers.push(COT.ACTIVATION_TERM);
  return answers;
}

/** Causes of the requests of a type and of the answers to them that have its type. */
export function requestCauses(type: TypeDefinition): number[] {
  return [...type.causes, ...answersOf(type)].sort((a, b) => a - b);
}

function permittedOf(type: TypeDefinition): readonly number[] {
  if (!type.legal) return [];
  return type.role === 'monitor' || type.role === 'initialization' ? type.causes : requestCauses(type);
}

function linesOf(...roles: readonly TypeDefinition['role'][]): TypeLine[] {
  return TYPES.filter(({ role }) => roles.includes(role)).map((type) => ({
    id: type.id,
    mnemonic: type.mnemonic,
    text: TEXTS[type.id] ?? '',
    black: !type.legal,
    permitted: permittedOf(type),
  }));
}

const shortTagged = SHORT_TAGGED.map(([id, mnemonic, text]) => ({
  id,
  mnemonic,
  text,
  black: true,
  permitted: [],
}));

/** All types, in the order of the document. */
export const TYPE_GROUPS: readonly TypeGroup[] = [
  {
    title: 'Process information, monitor direction',
    lines: [...linesOf('monitor'), ...shortTagged].sort((a, b) => a.id - b.id),
  },
  { title: 'Process information, control direction', lines: linesOf('command') },
  { title: 'System information, monitor direction', lines: linesOf('initialization') },
  { title: 'System information, control direction', lines: linesOf('system') },
  { title: 'Parameters, control direction', lines: linesOf('parameter') },
  {
    title: 'File transfer',
    lines: FILES.map(([id, mnemonic, text, permitted]) => ({ id, mnemonic, text, black: false, permitted })),
  },
];

/** Every type of the list, by its id. */
export const TYPE_LINES: ReadonlyMap<number, TypeLine> = new Map(
  TYPE_GROUPS.flatMap(({ lines }) => lines).map((line) => [line.id, line]),
);

/** `<45> C_SC_NA_1`. */
export function typeName(id: number): string {
  return `<${id}> ${TYPE_LINES.get(id)?.mnemonic ?? ''}`.trimEnd();
}
