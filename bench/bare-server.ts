/**
 * The smallest possible Node.js server: it sends full windows of `M_SP_TB_1`, checks only N(R) and logs nothing.
 * `node build/bare-server.js CONNECTIONS FIRST_PORT OBJECTS K`, like `flood` in C; prints `listening` on standard error.
 */
import { createServer, type Socket } from 'node:net';
import {
  APCI_OCTETS,
  formatOf,
  readReceiveNumber,
  sequenceDistance,
  U,
  writeIHeader,
  writeU,
} from '../dist/codec/apci.js';
import { ASDU_HEADER_OCTETS } from '../dist/codec/asdu.js';
import { cp56FromWallMs, writeCp56 } from '../dist/codec/cp56.js';

const OBJECT_OCTETS = 11;

const [connections, firstPort, objects, k] = process.argv.slice(2).map(Number);
if (![connections, firstPort, objects, k].every((value) => value >= 1)) {
  process.stderr.write('node build/bare-server.js CONNECTIONS FIRST_PORT OBJECTS K\n');
  process.exit(2);
}
const asduOctets = ASDU_HEADER_OCTETS + objects * OBJECT_OCTETS;
const frameOctets = APCI_OCTETS + asduOctets;
const asdu = new Uint8Array(asduOctets);
asdu.set([30, objects, 3, 0]);
for (let i = 0; i < objects; i++) asdu.set([100 + i, 0, 0, 1], ASDU_HEADER_OCTETS + i * OBJECT_OCTETS);

function serve(socket: Socket, ca: number): void {
  let sendState = 0;
  let acknowledged = 0;
  let isStarted = false;
  const fill = (): void => {
    const room = k - sequenceDistance(acknowledged, sendState);
    if (room <= 0) return;
    const out = Buffer.allocUnsafe(room * frameOctets);
    const time = cp56FromWallMs(Date.now(), 'local');
    for (let at = 0; at < out.length; at += frameOctets) {
      writeIHeader(out, at, asduOctets, sendState, 0);
      out.set(asdu, at + APCI_OCTETS);
      out[at + APCI_OCTETS + 4] = ca & 0xff;
      out[at + APCI_OCTETS + 5] = ca >> 8;
      for (
        let end = at + APCI_OCTETS + ASDU_HEADER_OCTETS + OBJECT_OCTETS;
        end <= at + frameOctets;
        end += OBJECT_OCTETS
      ) {
        writeCp56(out, end - 7, time);
      }
      sendState = (sendState + 1) & 0x7fff;
    }
    socket.write(out);
  };
  socket.on('error', () => socket.destroy());
  // It receives only frames of six octets, which TCP doesn't split in practice.
  socket.on('data', (data) => {
    for (let at = 0; at + APCI_OCTETS <= data.length; at += data[at + 1] + 2) {
      if (formatOf(data, at) === 'S') acknowledged = readReceiveNumber(data, at);
      else if (data[at + 2] === U.STARTDT_ACT) {
        isStarted = true;
        const confirmation = Buffer.alloc(APCI_OCTETS);
        writeU(confirmation, 0, U.STARTDT_CON);
        socket.write(confirmation);
      }
    }
    if (isStarted) fill();
  });
}

let opening = connections;
for (let i = 0; i < connections; i++) {
  createServer({ noDelay: true }, (socket) => serve(socket, 1 + i)).listen(firstPort + i, '127.0.0.1', () => {
    if (--opening === 0) process.stderr.write('listening\n');
  });
}
