/**
 * Cost of the codec: encode, decode and deframe, compared with copying the same frames in the same run.
 * `node build/codec.js [--quick]`; the ratio is how many times slower than the copy a task is, on any machine.
 */
import { Bench } from 'tinybench';
import { APCI_OCTETS, MAX_APDU_OCTETS, writeIHeader } from '../dist/codec/apci.js';
import { type AsduToEncode, decodeAsdu, encodeAsdu, isMalformed, mirrorAsdu } from '../dist/codec/asdu.js';
import { cp56FromWallMs, writeCp56 } from '../dist/codec/cp56.js';
import { Deframer } from '../dist/codec/deframer.js';
import { typeOf } from '../dist/codec/types.js';

/** A stream of frames of one kind, about 64 KiB: the most that one read of a busy socket returns. */
interface Workload {
  name: string;
  asdu: AsduToEncode;
  asduOctets: Uint8Array;
  frameOctets: number;
  frames: number;
  /** The frames, one after the other. */
  stream: Uint8Array;
}

const STREAM_OCTETS = 65_536;
/** Payload of a full Ethernet segment: where TCP cuts a stream in the field. */
const SEGMENT_OCTETS = 1448;

function workload(name: string, typeId: number, count: number): Workload {
  const type = typeOf(typeId);
  const time = cp56FromWallMs(1_800_000_000_123, 'utc');
  const value = { spi: 1, nva: 12_345, quality: 0 };
  const objects = Array.from({ length: count }, (_, i) => ({ ioa: 1000 + i, value, time }));
  const asdu = { typeId, cot: 3, ca: 1, sequence: count > type.maxObjects, objects };
  const asduOctets = encodeAsdu(asdu);
  const frameOctets = APCI_OCTETS + asduOctets.length;
  const frames = Math.floor(STREAM_OCTETS / frameOctets);
  const stream = new Uint8Array(frames * frameOctets);
  for (let i = 0; i < frames; i++) {
    writeIHeader(stream, i * frameOctets, asduOctets.length, i, 0);
    stream.set(asduOctets, i * frameOctets + APCI_OCTETS);
  }
  return { name, asdu, asduOctets, frameOctets, frames, stream };
}

const WORKLOADS: readonly Workload[] = [
  workload('M_SP_TB_1 × 1', 30, 1),
  workload('M_SP_TB_1 × 22', 30, 22),
  workload('M_ME_NA_1 × 80 SQ=1', 9, 80),
];

/** The results of the tasks are kept here, so that the compiler cannot remove the work as unused. */
let sink = 0;

function deframePieces(stream: Uint8Array, pieceOctets: number, frames: number): void {
  const deframer = new Deframer();
  let seen = 0;
  const handler = (octets: Uint8Array, at: number): boolean => {
    seen++;
    sink += octets[at + 2];
    return true;
  };
  for (let at = 0; at < stream.length; at += pieceOctets) {
    const piece = stream.subarray(at, Math.min(at + pieceOctets, stream.length));
    deframer.push(piece, piece.length, handler);
  }
  if (seen !== frames) throw new Error(`${seen} of ${frames} frames`);
}

/** Every task handles all frames of the workload once, so that the tasks of a workload are comparable. */
function tasksOf({
  asdu,
  asduOctets,
  frameOctets,
  frames,
  stream,
}: Workload): readonly (readonly [string, () => void])[] {
  const target = new Uint8Array(STREAM_OCTETS + MAX_APDU_OCTETS);
  const frame = stream.subarray(0, frameOctets);
  const time = cp56FromWallMs(1_800_000_000_123, 'utc');
  const each = (work: (at: number) => void) => () => {
    for (let i = 0, at = 0; i < frames; i++, at += frameOctets) work(at);
  };
  return [
    ['copy (baseline)', each((at) => target.set(frame, at))],
    [
      'encode from values',
      each((at) => {
        const octets = encodeAsdu(asdu);
        writeIHeader(target, at, octets.length, at & 0x7fff, 0);
        target.set(octets, at + APCI_OCTETS);
      }),
    ],
    [
      'patch pre-encoded octets',
      each((at) => {
        writeIHeader(target, at, asduOctets.length, at & 0x7fff, 0);
        target.set(asduOctets, at + APCI_OCTETS);
        if (asdu.typeId === 30) writeCp56(target, at + frameOctets - 7, time);
      }),
    ],
    [
      'decode to values',
      each((at) => {
        const result = decodeAsdu(stream, at + APCI_OCTETS, at + frameOctets);
        sink += isMalformed(result) ? Number.NaN : result.objects.length;
      }),
    ],
    [
      'mirror',
      each((at) => {
        sink += mirrorAsdu(stream.subarray(at + APCI_OCTETS, at + frameOctets), 7, 'positive').length;
      }),
    ],
    ['deframe, glued', () => deframePieces(stream, stream.length, frames)],
    ['deframe, cut at 1448', () => deframePieces(stream, SEGMENT_OCTETS, frames)],
    ['deframe, octet by octet', () => deframePieces(stream, 1, frames)],
  ];
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(26) : cell.padStart(13))).join('');

async function measure(work: Workload, timeMs: number): Promise<void> {
  const bench = new Bench({ time: timeMs, warmupTime: timeMs / 4, iterations: 8, throws: true });
  for (const [name, run] of tasksOf(work)) bench.add(name, run);
  await bench.run();
  const objects = work.asdu.objects.length;
  console.log(`\n${work.name}: ${work.frames} frames of ${work.frameOctets} octets, ${objects} objects each`);
  console.log(row(['task', 'ns/frame', 'k frames/s', 'k objects/s', 'MB/s', '× copy', '±%']));
  let baseline = Number.NaN;
  for (const task of bench.tasks) {
    if (!('latency' in task.result)) throw new Error(`${task.name}: ${task.result.state}`);
    const { p50: medianMs, rme } = task.result.latency;
    if (Number.isNaN(baseline)) baseline = medianMs;
    const perSecond = (work.frames / medianMs) * 1000;
    const figures = [
      (medianMs * 1e6) / work.frames,
      perSecond / 1000,
      (perSecond * objects) / 1000,
      (perSecond * work.frameOctets) / 1e6,
    ];
    const ratio = (medianMs / baseline).toFixed(2);
    console.log(
      row([
        task.name,
        ...figures.map((figure) => figure.toFixed(figure < 100 ? 1 : 0)),
        ratio,
        rme.toFixed(1),
      ]),
    );
  }
}

const quick = process.argv.includes('--quick');
console.log(`codec, Node.js ${process.version}, medians${quick ? ', quick' : ''}`);
for (const work of WORKLOADS) await measure(work, quick ? 40 : 300);
if (Number.isNaN(sink)) throw new Error('a frame did not decode');
