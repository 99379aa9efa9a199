/**
 * Information elements: octets ⇄ a flat record of numbers, one entry per element of `docs/protocol.md` §4.
 * `read` masks and never refuses; `write` checks the range and throws `VALUE_RANGE`.
 */
import { CodecError, requireInteger } from './errors.js';

/** Quality bits of SIQ, DIQ, QDS, SEP and QDP, by their words in files and logs. */
export const QUALITY = { OV: 0x01, EI: 0x08, BL: 0x10, SB: 0x20, NT: 0x40, IV: 0x80 } as const;

/** The words of `QUALITY` in the order in which they are written, highest bit first. */
export const QUALITY_WORDS = ['IV', 'NT', 'SB', 'BL', 'EI', 'OV'] as const satisfies (keyof typeof QUALITY)[];

/** The words for the flags of a counter (BCR), in the order in which they are written, and the fields that they set. */
export const COUNTER_WORDS = { IV: 'invalid', CA: 'adjusted', CY: 'carry' } as const;

/** The values of all elements; the type says which of them an object has (see `ELEMENTS`). */
export interface ElementRecord {
  /** SIQ: 0 OFF, 1 ON. */
  spi?: number;
  /** DIQ: 0 intermediate, 1 OFF, 2 ON, 3 indeterminate. */
  dpi?: number;
  /** The quality octet's flag bits, see `QUALITY`. */
  quality?: number;
  /** VTI: step position −64…63. */
  vti?: number;
  /** VTI: 1 = equipment in transient state. */
  transient?: number;
  /** BSI: 0…4294967295, bit 0 = first bit of the first octet. */
  bsi?: number;
  /** NVA: raw −32768…32767; the fraction is raw/32768. */
  nva?: number;
  /** SVA: −32768…32767. */
  sva?: number;
  /** R32: IEEE 754 binary32. */
  r32?: number;
  /** BCR: counter reading −2147483648…2147483647. */
  counter?: number;
  /** BCR: sequence number 0…31. */
  sequence?: number;
  /** BCR: CY, 1 = overflow in the period. */
  carry?: number;
  /** BCR: CA, 1 = adjusted since the last reading. */
  adjusted?: number;
  /** BCR: IV, 1 = invalid. */
  invalid?: number;
  /** SCD: states 1–16, 0…65535. */
  st?: number;
  /** SCD: change detection 1–16, 0…65535. */
  cd?: number;
  /** SEP: event state 0…3, coded as DPI. */
  es?: number;
  /** SPE: start events, 6 bits. */
  spe?: number;
  /** OCI: output circuit information, 4 bits. */
  oci?: number;
  /** CP16Time2a: elapsed milliseconds 0…65535. */
  elapsedMs?: number;
  /** COI: cause of initialization 0…127. */
  coi?: number;
  /** COI: 1 = after change of local parameters. */
  parameterChange?: number;
  /** SCO: 0 OFF, 1 ON. */
  scs?: number;
  /** DCO: 1 OFF, 2 ON; 0 and 3 not permitted. */
  dcs?: number;
  /** RCO: 1 lower, 2 higher; 0 and 3 not permitted. */
  rcs?: number;
  /** SCO, DCO, RCO: qualifier 0…31 (1 short pulse, 2 long pulse, 3 persistent). */
  qu?: number;
  /** QOS: qualifier 0…127. */
  ql?: number;
  /** S/E: 1 select, 0 execute. */
  select?: number;
  /** QOI: 20 station, 21–36 group. */
  qoi?: number;
  /** QCC: request 1–4 group, 5 general (6 bits). */
  rqt?: number;
  /** QCC: 0 read, 1 freeze, 2 freeze with reset, 3 reset. */
  frz?: number;
  /** QRP: 1 general reset, 2 drop pending time-tagged events. */
  qrp?: number;
  /** FBP: fixed test pattern, 0x55AA. */
  fbp?: number;
  /** TSC: test sequence counter 0…65535. */
  tsc?: number;
  /** QPM: kind of parameter 0…63. */
  kpa?: number;
  /** QPM: LPC. */
  lpc?: number;
  /** QPM: POP. */
  pop?: number;
  /** QPA: 1–3. */
  qpa?: number;
}

/** How one element is coded in octets. */
export interface ElementCodec {
  /** Length in octets. */
  readonly octets: number;
  /** Bits of `QUALITY` that the element has; absent: none. */
  readonly quality?: number;
  /** Reads the element at `at` into `into`. */
  read(octets: Uint8Array, at: number, into: ElementRecord): void;
  /** Writes the element at `at` from `from`; an absent value counts as 0. */
  write(octets: Uint8Array, at: number, from: ElementRecord): void;
}

const SIQ_QUALITY = QUALITY.BL | QUALITY.SB | QUALITY.NT | QUALITY.IV;
const QDS_QUALITY = SIQ_QUALITY | QUALITY.OV;
const QDP_QUALITY = SIQ_QUALITY | QUALITY.EI;

const scratch = new DataView(new ArrayBuffer(4));

function readInt16(octets: Uint8Array, at: number): number {
  return ((octets[at] | (octets[at + 1] << 8)) << 16) >> 16;
}

function writeUint16(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value & 0xff;
  octets[at + 1] = (value >> 8) & 0xff;
}

function readInt32(octets: Uint8Array, at: number): number {
  return octets[at] | (octets[at + 1] << 8) | (octets[at + 2] << 16) | (octets[at + 3] << 24);
}

function writeInt32(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value & 0xff;
  octets[at + 1] = (value >> 8) & 0xff;
  octets[at + 2] = (value >> 16) & 0xff;
  octets[at + 3] = (value >>> 24) & 0xff;
}

function quality(from: ElementRecord, mask: number): number {
  const flags = requireInteger('quality', from.quality ?? 0, 0, 0xff);
  if ((flags & ~mask) === 0) return flags;
  const found = flags.toString(16).padStart(2, '0');
  throw new CodecError('VALUE_RANGE', `quality is 0x${found}, expected only bits of 0x${mask.toString(16)}`);
}

/** A field of `bits` bits in an octet: read masks it, write checks it. */
function bitField(name: keyof ElementRecord, shift: number, bits: number) {
  const mask = (1 << bits) - 1;
  return {
    read: (octet: number, into: ElementRecord): void => {
      into[name] = (octet >> shift) & mask;
    },
    write: (from: ElementRecord): number => requireInteger(name, from[name] ?? 0, 0, mask) << shift,
  };
}

/** One octet made of bit fields, and flag bits in `qualityMask`. */
function octetOf(fields: readonly ReturnType<typeof bitField>[], qualityMask = 0): ElementCodec {
  return {
    octets: 1,
    quality: qualityMask,
    read(octets, at, into) {
      const octet = octets[at];
      for (const field of fields) field.read(octet, into);
      if (qualityMask !== 0) into.quality = octet & qualityMask;
    },
    write(octets, at, from) {
      let octet = qualityMask === 0 ? 0 : quality(from, qualityMask);
      for (const field of fields) octet |= field.write(from);
      octets[at] = octet;
    },
  };
}

function uint16Of(name: keyof ElementRecord): ElementCodec {
  return {
    octets: 2,
    read(octets, at, into) {
      into[name] = octets[at] | (octets[at + 1] << 8);
    },
    write(octets, at, from) {
      writeUint16(octets, at, requireInteger(name, from[name] ?? 0, 0, 65535));
    },
  };
}

function int16Of(name: 'nva' | 'sva'): ElementCodec {
  return {
    octets: 2,
    read(octets, at, into) {
      into[name] = readInt16(octets, at);
    },
    write(octets, at, from) {
      writeUint16(octets, at, requireInteger(name, from[name] ?? 0, -32768, 32767));
    },
  };
}

const qu = bitField('qu', 2, 5);
const select = bitField('select', 7, 1);

/** Every element by the name that `docs/protocol.md` §4 gives it. */
export const ELEMENTS = {
  SIQ: octetOf([bitField('spi', 0, 1)], SIQ_QUALITY),
  DIQ: octetOf([bitField('dpi', 0, 2)], SIQ_QUALITY),
  QDS: octetOf([], QDS_QUALITY),
  QDP: octetOf([], QDP_QUALITY),
  SEP: octetOf([bitField('es', 0, 2)], QDP_QUALITY),
  SPE: octetOf([bitField('spe', 0, 6)]),
  OCI: octetOf([bitField('oci', 0, 4)]),
  VTI: {
    octets: 1,
    read(octets, at, into) {
      into.vti = (octets[at] << 25) >> 25;
      into.transient = octets[at] >> 7;
    },
    write(octets, at, from) {
      const transient = requireInteger('transient', from.transient ?? 0, 0, 1);
      octets[at] = (requireInteger('vti', from.vti ?? 0, -64, 63) & 0x7f) | (transient << 7);
    },
  },
  BSI: {
    octets: 4,
    read(octets, at, into) {
      into.bsi = readInt32(octets, at) >>> 0;
    },
    write(octets, at, from) {
      writeInt32(octets, at, requireInteger('bsi', from.bsi ?? 0, 0, 0xffffffff));
    },
  },
  NVA: int16Of('nva'),
  SVA: int16Of('sva'),
  R32: {
    octets: 4,
    read(octets, at, into) {
      scratch.setInt32(0, readInt32(octets, at), true);
      into.r32 = scratch.getFloat32(0, true);
    },
    write(octets, at, from) {
      const r32 = from.r32 ?? 0;
      scratch.setFloat32(0, r32, true);
      // Infinities are values of binary32; a finite number that would become one is out of range.
      if (Number.isFinite(r32) && !Number.isFinite(scratch.getFloat32(0, true))) {
        throw new CodecError('VALUE_RANGE', `r32 is ${r32}, expected a number that binary32 can hold`);
      }
      writeInt32(octets, at, scratch.getInt32(0, true));
    },
  },
  BCR: {
    octets: 5,
    read(octets, at, into) {
      const flags = octets[at + 4];
      into.counter = readInt32(octets, at);
      into.sequence = flags & 0x1f;
      into.carry = (flags >> 5) & 1;
      into.adjusted = (flags >> 6) & 1;
      into.invalid = flags >> 7;
    },
    write(octets, at, from) {
      writeInt32(octets, at, requireInteger('counter', from.counter ?? 0, -2147483648, 2147483647));
      octets[at + 4] =
        requireInteger('sequence', from.sequence ?? 0, 0, 31) |
        (requireInteger('carry', from.carry ?? 0, 0, 1) << 5) |
        (requireInteger('adjusted', from.adjusted ?? 0, 0, 1) << 6) |
        (requireInteger('invalid', from.invalid ?? 0, 0, 1) << 7);
    },
  },
  SCD: {
    octets: 4,
    read(octets, at, into) {
      into.st = octets[at] | (octets[at + 1] << 8);
      into.cd = octets[at + 2] | (octets[at + 3] << 8);
    },
    write(octets, at, from) {
      writeUint16(octets, at, requireInteger('st', from.st ?? 0, 0, 65535));
      writeUint16(octets, at + 2, requireInteger('cd', from.cd ?? 0, 0, 65535));
    },
  },
  CP16: uint16Of('elapsedMs'),
  COI: octetOf([bitField('coi', 0, 7), bitField('parameterChange', 7, 1)]),
  SCO: octetOf([bitField('scs', 0, 1), qu, select]),
  DCO: octetOf([bitField('dcs', 0, 2), qu, select]),
  RCO: octetOf([bitField('rcs', 0, 2), qu, select]),
  QOS: octetOf([bitField('ql', 0, 7), select]),
  QOI: octetOf([bitField('qoi', 0, 8)]),
  QCC: octetOf([bitField('rqt', 0, 6), bitField('frz', 6, 2)]),
  QRP: octetOf([bitField('qrp', 0, 8)]),
  FBP: uint16Of('fbp'),
  TSC: uint16Of('tsc'),
  QPM: octetOf([bitField('kpa', 0, 6), bitField('lpc', 6, 1), bitField('pop', 7, 1)]),
  QPA: octetOf([bitField('qpa', 0, 8)]),
} as const satisfies Record<string, ElementCodec>;

/** The name of an element. */
export type ElementName = keyof typeof ELEMENTS;

/** The field of an element that logs, filters and files call its value; absent: none. */
export const VALUE_FIELDS: Readonly<Partial<Record<ElementName, keyof ElementRecord>>> = {
  SIQ: 'spi',
  DIQ: 'dpi',
  VTI: 'vti',
  BSI: 'bsi',
  NVA: 'nva',
  SVA: 'sva',
  R32: 'r32',
  BCR: 'counter',
  SCD: 'st',
  SEP: 'es',
  SPE: 'spe',
  OCI: 'oci',
  COI: 'coi',
  SCO: 'scs',
  DCO: 'dcs',
  RCO: 'rcs',
  QOI: 'qoi',
  QCC: 'rqt',
  QRP: 'qrp',
  CP16: 'elapsedMs',
  FBP: 'fbp',
  TSC: 'tsc',
  QPA: 'qpa',
};

/** The bits of `QUALITY` that the elements of an object can carry. */
export function qualityBitsOf(elements: readonly ElementName[]): number {
  return elements.reduce((bits, name) => {
    const codec: ElementCodec = ELEMENTS[name];
    return bits | (codec.quality ?? 0);
  }, 0);
}

/** Raw NVA of a fraction: `clamp(round(f·32768), −32768, 32767)`, ties away from zero (`docs/protocol.md` §4). */
export function nvaFromFraction(fraction: number): number {
  const scaled = Math.sign(fraction) * Math.round(Math.abs(fraction) * 32768);
  return Math.min(32767, Math.max(-32768, scaled)) + 0;
}

/** Fraction −1…1−2⁻¹⁵ of a raw NVA. */
export function fractionFromNva(nva: number): number {
  return nva / 32768;
}

/** The words of the flags that are set in a quality octet, joined by blanks: `IV NT`; empty if none is set. */
export function formatQuality(flags: number): string {
  if (flags === 0) return '';
  return QUALITY_WORDS.filter((word) => (flags & QUALITY[word]) !== 0).join(' ');
}
