/** Octets that a broken or hostile master may send, each with what the RTU must do (`docs/protocol.md` §1 and §5). */
import type { Random } from '../simulation/random.js';
import { iFrame, STARTDT_ACT, sFrame, TESTFR_ACT, uFrame } from '../simulation/wire.js';

/** What the RTU does: closes; answers with one negative reply of this cause; goes on; or it is open which. */
export type Reaction = 'closes' | 44 | 45 | 46 | 47 | 'goes on' | 'open';

export interface Attack {
  what: string;
  octets: Uint8Array;
  /** I frames in it that the RTU counts. */
  frames: number;
  reaction: Reaction;
}

/** What an attack may refer to. */
export interface Link {
  ca: number;
  /** V(S) of the master. */
  vs: number;
  /** I frames received. */
  vr: number;
}

type Maker = (link: Link, random: Random) => Attack;

/** Types that an RTU does not take from a master, with the octets of one information object: monitored, of 101 only, parameters. */
const REFUSED: readonly (readonly [type: number, octets: number])[] = [
  [1, 4],
  [3, 4],
  [9, 6],
  [11, 6],
  [13, 8],
  [30, 11],
  [36, 15],
  [70, 4],
  [104, 5],
  [106, 5],
  [110, 6],
  [112, 8],
  [113, 4],
];
/** Types of no list: what follows the header may be anything. */
const UNKNOWN = [2, 4, 22, 29, 41, 52, 65, 80, 99, 114, 120, 127, 128, 200, 255];

function ioaOctets(ioa: number): number[] {
  return [ioa & 0xff, (ioa >> 8) & 0xff, ioa >> 16];
}

function asdu(type: number, vsq: number, cot: number, ca: number, rest: readonly number[], oa = 0): number[] {
  return [type, vsq, cot, oa, ca & 0xff, ca >> 8, ...rest];
}

function octetsOf(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.int(0, 255));
}

function inFrame(what: string, link: Link, reaction: Reaction, of: readonly number[]): Attack {
  return { what, octets: iFrame(link.vs, link.vr, of), frames: reaction === 'closes' ? 0 : 1, reaction };
}

function bare(what: string, reaction: Reaction, ...octets: number[]): Attack {
  return { what, octets: Uint8Array.from(octets), frames: 0, reaction };
}

const gi = (ca: number): number[] => asdu(100, 1, 6, ca, [0, 0, 0, 20]);

/** A link is closed for these: the layer of frames. */
const CLOSING: readonly Maker[] = [
  (_, random) =>
    bare('another start octet', 'closes', random.pick([0, 0x67, 0x69, 0xe8, 0xff]), 4, 0x43, 0, 0, 0),
  (_, random) => bare('a length below 4', 'closes', 0x68, random.int(0, 3), 0x43, 0, 0, 0),
  (_, random) => bare('a length above 253', 'closes', 0x68, random.int(254, 255), ...octetsOf(random, 255)),
  (_, random) =>
    bare(
      'a U frame with several functions or none',
      'closes',
      0x68,
      4,
      random.pick([3, 0x0f, 0x1b, 0xff, 0xc3]),
      0,
      0,
      0,
    ),
  ({ ca, vs, vr }, random) => {
    const wrong = (vs + random.pick([1, 2, 100, 16_384, 32_767])) & 0x7fff;
    return {
      what: `N(S) ${wrong}, due ${vs}`,
      octets: iFrame(wrong, vr, gi(ca)),
      frames: 0,
      reaction: 'closes',
    };
  },
  // Far behind or far ahead of anything on the way: fewer than 2000 frames are.
  ({ vr }, random) => ({
    what: 'N(R) wrong',
    octets: sFrame((vr + random.int(2_000, 30_000)) & 0x7fff),
    frames: 0,
    reaction: 'closes',
  }),
  (link, random) =>
    inFrame('an I frame without a whole ASDU header', link, 'closes', octetsOf(random, random.int(0, 5))),
  (link, random) =>
    inFrame(
      'more objects in the VSQ than data',
      link,
      'closes',
      asdu(45, random.int(2, 127), 6, link.ca, [...ioaOctets(900_000), 0]),
    ),
  (link, random) =>
    inFrame(
      'a cut object',
      link,
      'closes',
      asdu(100, 1, 6, link.ca, [0, 0, 0, 20].slice(0, random.int(0, 3))),
    ),
];

/** The link goes on after these: the layer of ASDUs. */
const LASTING: readonly Maker[] = [
  (link, random) =>
    inFrame(
      'a type of no list',
      link,
      44,
      asdu(random.pick(UNKNOWN), random.int(1, 255), 6, link.ca, octetsOf(random, random.int(0, 60))),
    ),
  (link, random) => {
    const [type, octets] = random.pick(REFUSED);
    return inFrame(
      `type ${type} from a master`,
      link,
      44,
      asdu(type, 1, random.pick([3, 6, 20]), link.ca, octetsOf(random, octets)),
    );
  },
  (link, random) =>
    inFrame(
      'a cause that a GI cannot have',
      link,
      45,
      asdu(100, 1, random.pick([1, 3, 5, 7, 10, 20, 44, 63]), link.ca, [0, 0, 0, 20]),
    ),
  (link, random) =>
    inFrame(
      'a CA that is not there',
      link,
      46,
      asdu(100, 1, 6, random.pick([0, 200, 65_534]), [0, 0, 0, 20]),
    ),
  (link, random) =>
    inFrame(
      'an IOA that is not there',
      link,
      47,
      asdu(45, 1, 6, link.ca, [...ioaOctets(random.int(950_000, 999_999)), 1]),
    ),
  (link, random) =>
    inFrame(
      'a GI with an IOA',
      link,
      47,
      asdu(100, 1, 6, link.ca, [...ioaOctets(random.int(1, 0xffffff)), 20]),
    ),
  (link, random) =>
    inFrame(
      'a test command',
      link,
      'goes on',
      asdu(107, 1, 6, link.ca, [0, 0, 0, ...octetsOf(random, 9)], random.int(0, 255)),
    ),
  (link, random) =>
    inFrame(
      'a clock of random octets',
      link,
      'goes on',
      asdu(103, 1, 6, link.ca, [0, 0, 0, ...octetsOf(random, 7)]),
    ),
  (link, random) =>
    inFrame(
      'a QOI of any value',
      link,
      'goes on',
      asdu(100, 1, random.pick([6, 8]), link.ca, [0, 0, 0, random.int(0, 255)]),
    ),
  (link, random) =>
    inFrame(
      'a command with any qualifier',
      link,
      'goes on',
      asdu(
        45,
        1,
        random.pick([6, 8]),
        link.ca,
        [...ioaOctets(900_000 + random.int(0, 9)), random.int(0, 255)],
        random.int(0, 255),
      ),
    ),
  (link) => inFrame('octets behind the last object', link, 'goes on', [...gi(link.ca), 1, 2, 3]),
  () => ({ what: 'TESTFR act', octets: uFrame(TESTFR_ACT), frames: 0, reaction: 'goes on' }),
  () => ({ what: 'STARTDT act again', octets: uFrame(STARTDT_ACT), frames: 0, reaction: 'goes on' }),
];

/** Nothing is promised for these but that only their own link may end. */
const OPEN: readonly Maker[] = [
  (link, random) =>
    inFrame(
      'any ASDU',
      link,
      'open',
      asdu(
        random.int(0, 255),
        random.int(0, 255),
        random.int(0, 255),
        random.pick([link.ca, 65_535, random.int(0, 65_535)]),
        octetsOf(random, random.int(0, 240)),
        random.int(0, 255),
      ),
    ),
  (_, random) => bare('noise', 'open', ...octetsOf(random, random.int(1, 600))),
  (link, random) => {
    // A sound frame with one octet changed.
    const octets = iFrame(link.vs, link.vr, gi(link.ca));
    octets[random.int(0, octets.length - 1)] ^= 1 << random.int(0, 7);
    return { what: 'one bit turned', octets, frames: 1, reaction: 'open' };
  },
  (_, random) =>
    bare('the beginning of a frame', 'open', ...[0x68, 14, 0, 0, 0, 0, 100].slice(0, random.int(1, 6))),
];

/** The next thing to send on a started link. */
export function nextAttack(link: Link, random: Random): Attack {
  const dice = random.next();
  const makers = dice < 0.8 ? LASTING : dice < 0.93 ? CLOSING : OPEN;
  return random.pick(makers)(link, random);
}
