/**
 * The controlling side of `ack-latency.ts`, in a process of its own. It acknowledges each frame a fixed delay after it was
 * read, and records that delay by its own clock. It reads frames by hand. Arguments: port, delay in ms, seconds; prints
 * the delays as JSON.
 */
import { connect } from 'node:net';

const [port, delayMs, seconds] = process.argv.slice(2).map(Number);
const delays: number[] = [];
const arrived: number[] = [];
let held = Buffer.alloc(0);
let received = 0;
let waiting = false;

const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
  socket.write(Uint8Array.of(0x68, 4, 7, 0, 0, 0));
});

function acknowledge(): void {
  waiting = false;
  const nowMs = performance.now();
  const nr = received * 2;
  socket.write(Uint8Array.of(0x68, 4, 1, 0, nr & 0xff, (nr >> 8) & 0xff));
  for (const atMs of arrived.splice(0)) delays.push(nowMs - atMs);
}

socket.on('data', (octets) => {
  const nowMs = performance.now();
  held = Buffer.concat([held, octets]);
  while (held.length >= 2 && held.length >= held[1] + 2) {
    if ((held[2] & 1) === 0) {
      received = (received + 1) & 0x7fff;
      arrived.push(nowMs);
    }
    held = held.subarray(held[1] + 2);
  }
  if (arrived.length === 0 || waiting) return;
  waiting = true;
  setTimeout(acknowledge, delayMs);
});

setTimeout(() => {
  process.stdout.write(JSON.stringify(delays));
  socket.end();
}, seconds * 1000);
