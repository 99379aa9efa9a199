/**
 * Reads a capture with tshark, without any code of the project. Each frame becomes one line:
 * `100 cot 6 oa 5 ca 7: 0 qoi=20` (objects separated by `;`; `neg` for P/N = 1; a time tag as `time=` and its UTC).
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MOST_OCTETS = 256 * 1024 * 1024;
const run = promisify(execFile);

/** One APDU. */
export interface DissectedFrame {
  /** TCP connections by number, from 0, in the order of their opening. */
  stream: number;
  /** `>` from the master, `<` from the RTU. */
  direction: '>' | '<';
  format: 'I' | 'S' | 'U';
  /** I frames as described above; S frames with N(R), U frames by name. */
  text: string;
  /** N(S) of an I frame. */
  sendNumber: number;
  /** N(R) of an I or S frame; −1 of a U frame. */
  receiveNumber: number;
  /** Time tags, UTC, ms since 1970. */
  timesMs: number[];
}

type Leaf = string;
type Tree = { [key: string]: Leaf | Leaf[] | Tree | Tree[] };

const U_NAMES: Readonly<Record<number, string>> = {
  1: 'STARTDT act',
  2: 'STARTDT con',
  4: 'STOPDT act',
  8: 'STOPDT con',
  16: 'TESTFR act',
  32: 'TESTFR con',
};
const FORMATS: Readonly<Record<number, 'I' | 'S' | 'U'>> = { 0: 'I', 1: 'S', 3: 'U' };

function asArgument(port: number): string[] {
  return ['-d', `tcp.port==${port},iec60870_104`];
}

async function tshark(file: string, ports: readonly number[], words: readonly string[]): Promise<string> {
  const decode = ports.flatMap(asArgument);
  const order = ['-o', 'tcp.reassemble_out_of_order:TRUE'];
  const { stdout } = await run('tshark', ['-n', '-r', file, ...order, ...decode, ...words], {
    maxBuffer: MOST_OCTETS,
    env: { ...process.env, TZ: 'UTC' },
  });
  return stdout;
}

/** Frames that tshark complains about, a line each. */
export async function findMalformed(file: string, ports: readonly number[]): Promise<string[]> {
  const complaints = [
    '_ws.malformed',
    '_ws.short',
    'iec104.short_asdu',
    'iec104.apdu_min_len',
    'iec104.apdu_invalid_len',
  ];
  const text = await tshark(file, ports, ['-Y', complaints.join(' || ')]);
  return text.split('\n').filter((line) => line !== '');
}

/** Every APDU of the capture, in order. */
export async function dissect(file: string, ports: readonly number[]): Promise<DissectedFrame[]> {
  const layers = 'tcp iec60870_104 iec60870_asdu';
  const words = ['-Y', 'iec60870_104', '-T', 'json', '--no-duplicate-keys', '-J', layers];
  const packets = JSON.parse((await tshark(file, ports, words)) || '[]') as { _source: { layers: Tree } }[];
  return packets.flatMap((packet) => framesOf(packet._source.layers, ports));
}

function framesOf(layers: Tree, ports: readonly number[]): DissectedFrame[] {
  const tcp = layers.tcp as Tree;
  const direction = ports.includes(Number(tcp['tcp.srcport'])) ? '<' : '>';
  const stream = Number(tcp['tcp.stream']);
  const asdus = listOf(layers.iec60870_asdu);
  return listOf(layers.iec60870_104).map((apci): DissectedFrame => {
    const format = FORMATS[Number(apci['iec60870_104.type'])];
    const frame = {
      stream,
      direction,
      format,
      sendNumber: -1,
      receiveNumber: format === 'U' ? -1 : Number(apci['iec60870_104.rx']),
      timesMs: [],
    } satisfies Partial<DissectedFrame>;
    if (format === 'S') return { ...frame, text: `S ${apci['iec60870_104.rx']}` };
    if (format === 'U') return { ...frame, text: U_NAMES[Number(apci['iec60870_104.utype'])] ?? 'U?' };
    const asdu = asdus.shift() ?? {};
    const { text, timesMs } = describeAsdu(asdu);
    return { ...frame, text, timesMs, sendNumber: Number(apci['iec60870_104.tx']) };
  });
}

function listOf(value: Tree[string] | undefined): Tree[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as Tree[];
}

function describeAsdu(asdu: Tree): { text: string; timesMs: number[] } {
  const field = (name: string): string => String(asdu[`iec60870_asdu.${name}`] ?? '');
  const timesMs: number[] = [];
  const trees = Object.entries(asdu)
    .filter(([key]) => key.startsWith('IOA: '))
    .flatMap(([, value]) => listOf(value));
  // Types that tshark doesn't know have no tree, only raw octets.
  const parted = trees.length > 0 ? trees : partRaw(asdu);
  const objects = parted.map((tree) => describeObject(tree, timesMs));
  if (parted.length !== Number(field('numix'))) objects.push(`of ${field('numix')}`);
  const words = [
    field('typeid'),
    `cot ${field('causetx')}`,
    field('nega') === '1' ? 'neg' : '',
    field('test') === '1' ? 'test' : '',
    field('oa') === '0' ? '' : `oa ${field('oa')}`,
    field('sq') === '1' ? 'sq' : '',
    `ca ${field('addr')}`,
  ];
  return { text: `${words.filter((word) => word !== '').join(' ')}: ${objects.join('; ')}`, timesMs };
}

const OBJECT_FIELDS =
  /^iec60870_asdu\.(siq|diq|vti|qds|bitstring|normval|scalval|float|bcr\..*|sco|dco|rco|qos|qpm|coi|qoi|qcc|qrp|rawdata)$/;

/** Types that tshark shows as raw octets with CP56Time2a at the end. */
const RAW_WITH_TIME = ['38', '39', '40'];
/** Octets of an object without IOA, of these types and of 20 (`docs/protocol.md` §3.1). */
const RAW_OCTETS: Readonly<Record<string, number>> = { '20': 5, '38': 10, '39': 11, '40': 11 };

/** Splits the objects after the first IOA, which tshark doesn't split. A text of another length stays whole. */
function partRaw(asdu: Tree): Tree[] {
  const typeId = String(asdu['iec60870_asdu.typeid']);
  const octets = String(asdu['iec60870_asdu.rawdata']).split(':');
  const size = RAW_OCTETS[typeId];
  if (size === undefined || (octets.length + 3) % (size + 3) !== 0) return [asdu];
  const objects: Tree[] = [];
  let ioa = String(asdu['iec60870_asdu.ioa']);
  while (octets.length > 0) {
    objects.push({
      'iec60870_asdu.typeid': typeId,
      'iec60870_asdu.ioa': ioa,
      'iec60870_asdu.rawdata': octets.splice(0, size).join(':'),
    });
    ioa = String(Number.parseInt(octets.splice(0, 3).reverse().join(''), 16));
  }
  return objects;
}

function describeObject(tree: Tree, timesMs: number[]): string {
  const parts = [String(tree['iec60870_asdu.ioa'] ?? '')];
  for (const [key, value] of Object.entries(tree)) {
    const name = OBJECT_FIELDS.exec(key)?.[1];
    // Flags of a counter are left out unless set.
    if (name === undefined || (name.startsWith('bcr.') && name !== 'bcr.count' && value === '0')) continue;
    if (name === 'rawdata' && RAW_WITH_TIME.includes(tree['iec60870_asdu.typeid'] as string)) {
      const octets = String(value).split(':');
      const timeMs = timeOfOctets(octets.splice(-7));
      timesMs.push(timeMs);
      parts.push(`rawdata=${octets.join(':')}`, formatTime(timeMs));
    } else parts.push(`${name.replace('bcr.', '')}=${value}`);
  }
  const time = tree['iec60870_asdu.cp56time_tree'] as Tree | undefined;
  if (time !== undefined) {
    const timeMs = timeOf(time);
    timesMs.push(timeMs);
    parts.push(formatTime(timeMs));
    for (const flag of ['iv', 'su', 'gen']) {
      if (time[`iec60870_asdu.cp56time.${flag}`] === '1') parts.push(flag.toUpperCase());
    }
  }
  return parts.join(' ');
}

function formatTime(timeMs: number): string {
  return `time=${Number.isNaN(timeMs) ? 'none' : new Date(timeMs).toISOString()}`;
}

function timeOf(tree: Tree): number {
  const [year, month, day, hour, min, ms] = ['year', 'month', 'day', 'hour', 'min', 'ms'].map((name) =>
    Number(tree[`iec60870_asdu.cp56time.${name}`]),
  );
  return Date.UTC(2000 + year, month - 1, day, hour, min, 0, ms);
}

/** CP56Time2a in hex octets (`docs/protocol.md` §4). */
function timeOfOctets(hex: readonly string[]): number {
  const [low, high, min, hour, day, month, year] = hex.map((octet) => Number.parseInt(octet, 16));
  return Date.UTC(2000 + year, month - 1, day & 0x1f, hour & 0x1f, min & 0x3f, 0, high * 256 + low);
}
