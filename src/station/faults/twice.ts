/** Every frame with signals goes out a second time, under an N(S) of its own (fault `twice`). */
import { APCI_OCTETS } from '../../codec/apci.js';
import type { FaultOrder } from '../../faults/fault-order.js';
import type { FrameWriter } from '../apci/frame-writer.js';
import { monitoredType } from './object-edits.js';
import type { RtuFaults } from './rtu-faults.js';

/** A connection, as it writes frames. */
export interface TwiceLink {
  readonly rtu: { readonly faults: RtuFaults | undefined };
  readonly writer: FrameWriter;
  /** The second frame carries nothing that is accounted for. */
  readonly sent: { reply(commandMs: number | undefined): void };
}

/** Writes one frame by `write`, and again if it has signals and the window has room. Returns how many frames. */
export function writeTwice(
  { rtu, writer, sent }: TwiceLink,
  order: FaultOrder,
  write: (room: number) => number,
  nowMs: number,
): number {
  const { outbox, session } = writer;
  const from = outbox.length;
  const frames = write(1);
  if (frames === 0 || outbox.length === from || session.room === 0) return frames;
  const asdu = outbox.octets.slice(from + APCI_OCTETS, outbox.length);
  if (monitoredType(asdu) === undefined) return frames;
  writer.writeAsdu(asdu, nowMs);
  sent.reply(undefined);
  rtu.faults?.applied(order, nowMs);
  return frames + 1;
}
