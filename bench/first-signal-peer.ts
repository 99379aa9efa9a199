/**
 * The controlling side of `first-signal.ts`, in a process of its own: it opens many links, acknowledges everything at once,
 * and records for each link when the first I frame after `arm` was read. Orders and answers use the channel of `fork`.
 */
import { connect, type Socket } from 'node:net';
import { APCI_OCTETS, formatOf, readSendNumber, U, writeS, writeU } from '../dist/codec/apci.js';
import { Deframer } from '../dist/codec/deframer.js';

/** An order to the peer. */
export type PeerOrder = { kind: 'open'; ports: number[] } | { kind: 'arm' } | { kind: 'report' };
/** The peer's answer; instants are CLOCK_MONOTONIC ms, NaN (`null` on the channel) if no I frame came. */
export type PeerAnswer =
  | { kind: 'opened' }
  | { kind: 'armed' }
  | { kind: 'report'; firstMs: (number | null)[] };

const shared = new Uint8Array(65_536);
let firstMs = new Float64Array(0);

function answer(message: PeerAnswer): void {
  process.send?.(message);
}

function open(place: number, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const deframer = new Deframer();
    let receiveState = 0;
    let unacknowledged = 0;
    const take = (octets: Uint8Array, at: number): boolean => {
      const format = formatOf(octets, at);
      if (format === 'I') {
        receiveState = (readSendNumber(octets, at) + 1) & 0x7fff;
        unacknowledged++;
      } else if (format === 'U' && octets[at + 2] === U.STARTDT_CON) resolve();
      return true;
    };
    const socket: Socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length) => {
          const nowMs = Number(process.hrtime.bigint()) / 1e6;
          deframer.push(shared, length, take);
          if (unacknowledged === 0) return true;
          if (Number.isNaN(firstMs[place])) firstMs[place] = nowMs;
          unacknowledged = 0;
          const acknowledgement = Buffer.alloc(APCI_OCTETS);
          writeS(acknowledgement, 0, receiveState);
          socket.write(acknowledgement);
          return true;
        },
      },
    });
    socket.once('connect', () => {
      const start = Buffer.alloc(APCI_OCTETS);
      writeU(start, 0, U.STARTDT_ACT);
      socket.write(start);
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`port ${port} closed the link`)));
  });
}

process.on('message', (order: PeerOrder) => {
  switch (order.kind) {
    case 'open':
      firstMs = new Float64Array(order.ports.length).fill(Number.NaN);
      void Promise.all(order.ports.map((port, place) => open(place, port))).then(() =>
        answer({ kind: 'opened' }),
      );
      break;
    case 'arm':
      firstMs.fill(Number.NaN);
      answer({ kind: 'armed' });
      break;
    case 'report':
      answer({ kind: 'report', firstMs: [...firstMs] });
      break;
  }
});
process.on('disconnect', () => process.exit(0));
