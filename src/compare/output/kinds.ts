/** The kinds of differences. */
import { FATE, type Ledger, ORDER } from '../matching/ledger.js';

/** One kind of difference and the rows that have it. */
export interface Kind {
  /** Name in the summary and in the file of `--out`. */
  name: string;
  /** Name in JSON. */
  key: string;
  meaning: string;
  /** The list whose rows are counted. */
  side: 'sent' | 'list';
  has(ledger: Ledger, row: number): boolean;
}

const ofFate = (fate: number, name: string, key: string, meaning: string): Kind => ({
  name,
  key,
  meaning,
  side: 'list',
  has: (ledger, row) => ledger.eventFate[row] === fate,
});

const ofOrder = (order: number, name: string, key: string, meaning: string): Kind => ({
  name,
  key,
  meaning,
  side: 'list',
  has: (ledger, row) => ledger.order[row] === order,
});

export const MISSING: Kind = {
  name: 'missing',
  key: 'missing',
  meaning: 'sent and acknowledged, not in the event list',
  side: 'sent',
  has: (ledger, row) => ledger.sentFate[row] === FATE.MISSING,
};
export const DUPLICATE = ofFate(
  FATE.DUPLICATE,
  'duplicate',
  'duplicate',
  'more often in the event list than sent',
);
export const UNEXPECTED = ofFate(
  FATE.UNEXPECTED,
  'unexpected',
  'unexpected',
  'in the event list, never sent by this point',
);
export const UNKNOWN_POINT = ofFate(
  FATE.UNKNOWN_POINT,
  'unknown point',
  'unknownPoint',
  'in the event list, nothing was ever sent with this CA and IOA',
);
export const WRONG_TIME = ofFate(
  FATE.WRONG_TIME,
  'wrong time',
  'wrongTime',
  'same point and value, other time tag',
);
export const WRONG_VALUE = ofFate(
  FATE.WRONG_VALUE,
  'wrong value',
  'wrongValue',
  'same point and time tag, other value',
);
export const WRONG_QUALITY = ofFate(
  FATE.WRONG_QUALITY,
  'wrong quality',
  'wrongQuality',
  'same point, value and time tag, other quality',
);
export const WRONG_TYPE = ofFate(
  FATE.WRONG_TYPE,
  'wrong type',
  'wrongType',
  'same point, value and time tag, other type',
);
export const OUT_IN_POINT = ofOrder(
  ORDER.OUT_IN_POINT,
  'out of order',
  'outOfOrder',
  "the list's order contradicts the order sent, in one point",
);
export const OUT_IN_RTU = ofOrder(
  ORDER.OUT_IN_RTU,
  'out of order, RTU',
  'outOfOrderInRtu',
  'the same, between points of one RTU',
);

/** In the order of the summary. */
export const KINDS: readonly Kind[] = [
  MISSING,
  DUPLICATE,
  UNEXPECTED,
  UNKNOWN_POINT,
  WRONG_TIME,
  WRONG_VALUE,
  WRONG_QUALITY,
  WRONG_TYPE,
  OUT_IN_POINT,
  OUT_IN_RTU,
];

/** Rows with a difference of this kind, in the order of the list that `side` names. */
export function* rowsOfKind(ledger: Ledger, kind: Kind): Generator<number> {
  const rows = kind.side === 'sent' ? ledger.sent.rows : ledger.events.rows;
  for (let row = 0; row < rows; row++) if (kind.has(ledger, row)) yield row;
}
