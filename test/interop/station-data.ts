/** The station of the exchanges: every monitored type, with its rows in the IOA file and its objects as tshark shows them. */

/** CA of both RTUs. */
export const CA = 7;

/** A row of the IOA file, and its object in the capture. */
interface Point {
  /** Type id and IOA. */
  typeId: number;
  ioa: number;
  /** The value cell. */
  cell: string;
  /** The object without its time tag, as tshark shows it. */
  object: string;
}

// Hand-written from `docs/protocol.md` §4: SIQ IV 0x80, NT 0x40, SB 0x20, BL 0x10; QDS OV 0x01; VTI T 0x80, −5 = 0x7B.
// tshark shows bitstrings big-endian and types 20, 38 to 40 as raw octets.
const point = (typeId: number, ioa: number, cell: string, object: string): Point => ({
  typeId,
  ioa,
  cell,
  object,
});

/** In file order. */
const POINTS: readonly Point[] = [
  point(1, 101, '1 IV', '101 siq=0x81'),
  point(1, 102, '0', '102 siq=0x00'),
  point(3, 301, '2', '301 diq=0x02'),
  point(3, 302, '11 BL', '302 diq=0x13'),
  point(5, 501, '-5T OV', '501 vti=0xfb qds=0x01'),
  point(5, 502, '63', '502 vti=0x3f qds=0x00'),
  point(7, 701, '0x12345678', '701 bitstring=0x78563412 qds=0x00'),
  point(7, 702, '4294967295 NT', '702 bitstring=0xffffffff qds=0x40'),
  point(9, 901, '-0.5', '901 normval=-0.5 qds=0x00'),
  point(9, 902, '-1 SB', '902 normval=-1 qds=0x20'),
  point(11, 1101, '-32768', '1101 scalval=-32768 qds=0x00'),
  point(11, 1102, '32767 OV IV', '1102 scalval=32767 qds=0x81'),
  point(13, 1301, '1.5', '1301 float=1.5 qds=0x00'),
  point(13, 1302, '-10.25 NT', '1302 float=-10.25 qds=0x40'),
  point(15, 1501, '-2 CY CA', '1501 count=-2 cy=1 ca=1'),
  point(15, 1502, '2147483647', '1502 count=2147483647'),
  point(20, 2001, '0x8001 OV', '2001 rawdata=01:80:00:00:01'),
  point(21, 2101, '0.25', '2101 normval=0.25'),
  point(21, 2102, '-1', '2102 normval=-1'),
  point(30, 3001, '1 NT', '3001 siq=0x41'),
  point(30, 3002, '0', '3002 siq=0x00'),
  point(31, 3101, '1', '3101 diq=0x01'),
  point(31, 3102, '2 SB', '3102 diq=0x22'),
  point(32, 3201, '-64', '3201 vti=0x40 qds=0x00'),
  point(32, 3202, '7T', '3202 vti=0x87 qds=0x00'),
  point(33, 3301, '1', '3301 bitstring=0x01000000 qds=0x00'),
  point(33, 3302, '0 IV', '3302 bitstring=0x00000000 qds=0x80'),
  point(34, 3401, '0.5', '3401 normval=0.5 qds=0x00'),
  point(34, 3402, '-0.25 OV', '3402 normval=-0.25 qds=0x01'),
  point(35, 3501, '1000', '3501 scalval=1000 qds=0x00'),
  point(35, 3502, '-1', '3502 scalval=-1 qds=0x00'),
  point(36, 3601, '0.125', '3601 float=0.125 qds=0x00'),
  point(36, 3602, '-3.5', '3602 float=-3.5 qds=0x00'),
  point(37, 3701, '7', '3701 count=7'),
  point(37, 3702, '-1 IV', '3702 count=-1 iv=1'),
  // SEP EI 0x08; elapsed and operating times are 0.
  point(38, 3801, '2 EI', '3801 rawdata=0a:00:00'),
  point(39, 3901, '0x21 NT', '3901 rawdata=21:40:00:00'),
  point(40, 4001, '0x0f', '4001 rawdata=0f:00:00:00'),
];

const isTimed = (typeId: number): boolean => typeId >= 30 && typeId <= 40;
/** Time-tagged types and the same types without time tag. */
const UNTIMED: Readonly<Record<number, number>> = {
  30: 1,
  31: 3,
  32: 5,
  33: 7,
  34: 9,
  35: 11,
  36: 13,
  37: 15,
};
const untimed = (typeId: number): number => UNTIMED[typeId] ?? typeId;
const INTERROGATED = [1, 3, 5, 7, 9, 11, 13, 20, 21];
const isInterrogated = (typeId: number): boolean => INTERROGATED.includes(untimed(typeId));

/** Whether a station interrogation or a counter interrogation reports the type. */
const isReported = (typeId: number): boolean => isInterrogated(typeId) || untimed(typeId) === 15;

/** The IOA file: index 1 holds every point. */
export const DATABASE: readonly string[] = POINTS.map(
  ({ typeId, ioa, cell }) => `1,${isReported(typeId) ? 'Y' : 'N'},${typeId},${ioa},${cell},0`,
);

/** Lines of frames with up to this many objects each; neighbours of one type share a frame. */
function frames(points: readonly Point[], perFrame: number, line: (first: Point, objects: string) => string) {
  const lines: string[] = [];
  for (let from = 0; from < points.length; ) {
    const first = points[from];
    let end = from + 1;
    while (end < points.length && end - from < perFrame && points[end].typeId === first.typeId) end++;
    lines.push(
      line(
        first,
        points
          .slice(from, end)
          .map(({ object }) => object)
          .join('; '),
      ),
    );
    from = end;
  }
  return lines;
}

/** Lines of an index send of everything, at most `perFrame` objects a frame. */
export function indexSend(perFrame: number): string[] {
  const timed = POINTS.map((each) =>
    isTimed(each.typeId) ? { ...each, object: `${each.object} now` } : each,
  );
  return frames(timed, perFrame, ({ typeId }, objects) => `< ${typeId} cot 3 ca ${CA}: ${objects}`);
}

/** Lines of a station interrogation with this OA. */
export function interrogation(oa: number, perFrame: number): string[] {
  const points = POINTS.filter(({ typeId }) => isInterrogated(typeId)).map((each) => {
    return { ...each, typeId: untimed(each.typeId) };
  });
  return frames(
    points,
    perFrame,
    ({ typeId }, objects) => `< ${typeId} cot 20 oa ${oa} ca ${CA}: ${objects}`,
  );
}

/** Lines of a read of every point that may be read: types without time tag, neither counters nor protection events. */
export function readings(): { ioa: number; line: string }[] {
  return POINTS.filter(({ typeId }) => isInterrogated(typeId)).map(({ typeId, ioa, object }) => {
    return { ioa, line: `${untimed(typeId)} cot 5 oa 2 ca ${CA}: ${object}` };
  });
}

/** Lines of a general counter interrogation, full frames. */
export function counterInterrogation(): string[] {
  const counters = POINTS.filter(({ typeId }) => untimed(typeId) === 15).map(({ object }) => object);
  return [`< 15 cot 37 ca ${CA}: ${counters.join('; ')}`];
}
