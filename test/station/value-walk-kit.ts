/** Sends whose measurands walk: a file with every such type, and the values in the frames, decoded by hand. */
import type { RtuParameters } from '../../src/station/parameters.js';
import type { SendOrder, WalkPlan } from '../../src/station/sends/send-order.js';
import { fromHex, toHex } from '../support/raw-peer.js';
import { openStation } from './station-kit.js';

/** Every type that walks, and some that don't. */
export const FILE = `
1,Y,9,1,0.25
1,Y,11,2,-500
1,Y,13,3,12.5
1,,34,1,0.25 NT
1,,35,2,1000 OV
1,,36,3,-3 IV SB
1,Y,21,4,0.5
1,Y,1,5,1
1,Y,3,6,2
1,Y,5,7,-3
1,Y,7,8,0xFF
`;
export const PASS = 11;
export const WALKING: Readonly<Record<number, 'nva' | 'sva' | 'r32'>> = {
  9: 'nva',
  21: 'nva',
  34: 'nva',
  11: 'sva',
  35: 'sva',
  13: 'r32',
  36: 'r32',
};
/** Octets of element and time tag. */
const SIZE: Readonly<Record<number, number>> = {
  1: 1,
  3: 1,
  5: 2,
  7: 5,
  9: 3,
  11: 3,
  13: 5,
  21: 2,
  34: 10,
  35: 10,
  36: 12,
};

export interface Seen {
  typeId: number;
  ioa: number;
  /** NaN if the type's value does not walk. */
  value: number;
  /** The octets after the value, or the whole element. */
  rest: string;
}

/** The objects of a list's frames, by hand. */
export function objectsOf(list: readonly string[], cot = 3): Seen[] {
  return list
    .flatMap((entry) => /^\w+ < (.*)/.exec(entry)?.[1] ?? [])
    .map(fromHex)
    .filter((asdu) => asdu[0] !== 0x68 && asdu[2] === cot && asdu[0] < 45)
    .flatMap((asdu) => {
      const [typeId, count] = asdu;
      return Array.from({ length: count }, (_, i) => objectAt(asdu, typeId, 6 + i * (3 + SIZE[typeId])));
    });
}

function objectAt(asdu: Uint8Array, typeId: number, at: number): Seen {
  const view = new DataView(asdu.buffer, asdu.byteOffset);
  const kind = WALKING[typeId];
  const octets = kind === undefined ? 0 : kind === 'r32' ? 4 : 2;
  const value =
    kind === undefined
      ? Number.NaN
      : kind === 'r32'
        ? view.getFloat32(at + 3, true)
        : view.getInt16(at + 3, true);
  const ioa = asdu[at] + asdu[at + 1] * 256 + asdu[at + 2] * 65_536;
  return { typeId, ioa, value, rest: toHex(asdu.slice(at + 3 + octets, at + 3 + SIZE[typeId])) };
}

let lastId = 0;

export function orderOf(walk: WalkPlan, durationMs = 0): SendOrder {
  return { id: ++lastId, index: 1, startMs: 0, durationMs, ratePerRtu: 100, walk };
}

/** Several passes on one connection whose window is never the limit. */
export function walked(walk: WalkPlan, csv = FILE, passes = 3, chosen: Partial<RtuParameters> = {}): Seen[] {
  const station = openStation(csv, { k: 32_767, ...chosen });
  station.started();
  const rows = csv.trim().split('\n').length;
  station.begin(orderOf(walk, passes * rows * 10));
  station.until(passes * rows * 10);
  return objectsOf(station.take());
}

export const values = (seen: readonly Seen[]): number[] =>
  seen.map(({ value }) => value).filter((value) => !Number.isNaN(value));
