/** Finds the rows of an index in a table, and writes the I frames of consecutive rows. */
import { ASDU_HEADER_OCTETS } from '../../codec/asdu.js';
import type { FrameWriter } from '../apci/frame-writer.js';
import type { SignalTable } from './signal-table.js';
import { OBJECT_OCTETS, PLAIN_OCTETS } from './type-sizes.js';

/** The rows of an index, at the positions `first`…`end−1`. */
export interface Sequence {
  /** Row by position; `undefined`: the position is the row (index 0, the whole file). */
  readonly order: Uint32Array | undefined;
  /** By position: how many plain rows of one type and cause follow each other from this position. */
  readonly run: Uint8Array;
  readonly first: number;
  readonly end: number;
}

/** The rows of `index` (0: the whole file), or `undefined` if the file has no such index. */
export function findSequence(table: SignalTable, index: number): Sequence | undefined {
  if (index === 0) {
    return table.rows === 0 ? undefined : { order: undefined, run: table.fileRun, first: 0, end: table.rows };
  }
  const group = table.indexes.indexOf(index);
  if (group < 0) return undefined;
  return {
    order: table.order,
    run: table.orderRun,
    first: table.indexAt[group],
    end: table.indexAt[group + 1],
  };
}

/**
 * Writes one I frame with `count` consecutive rows of one type, cause `cot`, with the writer's time tag if the type has one.
 * Returns where its ASDU starts in the outbox. This is the hot path: nothing is allocated.
 * V8 inlines functions of up to 460 octets of bytecode. This one is slightly larger, so that `beginI` is inlined here and not crowded out
 * of its caller: 6 % fewer instructions a frame.
 */
export function writeRows(
  writer: FrameWriter,
  table: SignalTable,
  row: number,
  count: number,
  cot: number,
  nowMs: number,
): number {
  const typeId = table.typeId[row];
  const objectOctets = OBJECT_OCTETS[typeId];
  const { session, outbox, tag, caLow, caHigh } = writer;
  const start = session.beginI(ASDU_HEADER_OCTETS + count * objectOctets, nowMs);
  let at = start;
  const out = outbox.octets;
  const { objects } = table;
  out[at] = typeId;
  out[at + 1] = count;
  out[at + 2] = cot;
  out[at + 3] = 0;
  out[at + 4] = caLow;
  out[at + 5] = caHigh;
  at += ASDU_HEADER_OCTETS;
  let from = table.objectAt[row];
  const plain = PLAIN_OCTETS[typeId];
  if (plain === objectOctets) {
    for (const end = from + count * objectOctets; from < end; from++) out[at++] = objects[from];
    return start;
  }
  const t1 = tag[0];
  const t2 = tag[1];
  const t3 = tag[2];
  const t4 = tag[3];
  const t5 = tag[4];
  const t6 = tag[5];
  const t7 = tag[6];
  for (let i = 0; i < count; i++) {
    for (const end = from + plain; from < end; from++) out[at++] = objects[from];
    out[at] = t1;
    out[at + 1] = t2;
    out[at + 2] = t3;
    out[at + 3] = t4;
    out[at + 4] = t5;
    out[at + 5] = t6;
    out[at + 6] = t7;
    at += 7;
    from += 7;
  }
  return start;
}
