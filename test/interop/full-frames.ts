/** Full frames: of every type, one row more than fits into a frame. */

/** Station of the full frames. */
const FULL_CA = 9;

/**
 * Type, most objects with SQ = 0 (`docs/protocol.md` §3.1), the object of value 0 as tshark shows it, and the type that
 * answers interrogations (counters: their own; 0: never interrogated).
 */
const CAPACITIES: readonly [number, number, string, number][] = [
  [1, 60, 'siq=0x00', 1],
  [3, 60, 'diq=0x00', 3],
  [5, 48, 'vti=0x00 qds=0x00', 5],
  [7, 30, 'bitstring=0x00000000 qds=0x00', 7],
  [9, 40, 'normval=0 qds=0x00', 9],
  [11, 40, 'scalval=0 qds=0x00', 11],
  [13, 30, 'float=0 qds=0x00', 13],
  [15, 30, 'count=0', 15],
  [20, 30, 'rawdata=00:00:00:00:00', 20],
  [21, 48, 'normval=0', 21],
  [30, 22, 'siq=0x00', 1],
  [31, 22, 'diq=0x00', 3],
  [32, 20, 'vti=0x00 qds=0x00', 5],
  [33, 16, 'bitstring=0x00000000 qds=0x00', 7],
  [34, 18, 'normval=0 qds=0x00', 9],
  [35, 18, 'scalval=0 qds=0x00', 11],
  [36, 16, 'float=0 qds=0x00', 13],
  [37, 16, 'count=0', 15],
  [38, 18, 'rawdata=00:00:00', 0],
  [39, 1, 'rawdata=00:00:00:00', 0],
  [40, 1, 'rawdata=00:00:00:00', 0],
];

/** Most objects without time tag, by type. */
const most = (typeId: number): number => CAPACITIES.find(([id]) => id === typeId)?.[1] ?? 0;

/** IOAs of a type's rows, e.g. 3000, 3001 … for type 30. */
const ioas = ([typeId, capacity]: (typeof CAPACITIES)[number]): number[] =>
  Array.from({ length: capacity + 1 }, (_, i) => typeId * 100 + i);

/** Rows of the IOA file: index 2 holds all. */
export const FULL_ROWS: readonly string[] = CAPACITIES.flatMap((each) =>
  ioas(each).map((ioa) => `2,${each[3] === 0 ? 'N' : 'Y'},${each[0]},${ioa},0,0`),
);

function frames(typeId: number, cot: number, addresses: readonly number[], capacity: number, object: string) {
  const lines: string[] = [];
  for (let from = 0; from < addresses.length; from += capacity) {
    const objects = addresses.slice(from, from + capacity).map((ioa) => `${ioa} ${object}`);
    lines.push(`< ${typeId} cot ${cot} ca ${FULL_CA}: ${objects.join('; ')}`);
  }
  return lines;
}

const sent = CAPACITIES.flatMap((each) => {
  const [typeId, capacity, object] = each;
  return frames(typeId, 3, ioas(each), capacity, typeId >= 30 ? `${object} now` : object);
});

/** The frames of a run of rows of one type without time tag. */
function reported(cot: number, which: (type: number) => boolean): string[] {
  return CAPACITIES.filter(([, , , untimed]) => which(untimed)).flatMap((each) =>
    frames(each[3], cot, ioas(each), most(each[3]), each[2]),
  );
}

// Types 15 and 37 are neighbours among the counters: both are reported as 15.
const counted = frames(
  15,
  37,
  CAPACITIES.filter(([, , , untimed]) => untimed === 15).flatMap(ioas),
  30,
  'count=0',
);

/** The frames of an index send, a station interrogation and a counter interrogation. */
export const FULL_FRAMES = { sent, interrogated: reported(20, (type) => type !== 15 && type !== 0), counted };
