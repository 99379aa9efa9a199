/** A small picture of a few colours as PNG. */
import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The generator of the checks of PNG, its bits in reverse. */
const GENERATOR = 0xed_b8_83_20;

/** Red, green, blue, each 0…255; `undefined`: nothing is drawn. */
export type Colour = readonly [number, number, number] | undefined;

/** Rows from the top, each with the number of a colour for each column; at most 256 colours. */
export function palettePng(rows: readonly Uint8Array[], colours: readonly Colour[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(rows[0].length, 0);
  head.writeUInt32BE(rows.length, 4);
  // 8 bits, each the number of a colour; the usual packing and filters; rows in order.
  head.set([8, 3, 0, 0, 0], 8);
  // Each row begins with its filter: none.
  const octets = Buffer.concat(rows.flatMap((row) => [Buffer.from([0]), row]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(colours.flatMap((colour) => colour ?? [0, 0, 0]))),
    chunk('tRNS', Buffer.from(colours.map((colour) => (colour === undefined ? 0 : 255)))),
    chunk('IDAT', deflateSync(octets, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(checkOf(named));
  return Buffer.concat([length, named, check]);
}

/** CRC-32. */
function checkOf(octets: Buffer): number {
  let rest = 0xff_ff_ff_ff;
  for (const octet of octets) {
    rest ^= octet;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ GENERATOR : rest >>> 1;
  }
  return (rest ^ 0xff_ff_ff_ff) >>> 0;
}
