/** Both decoders read a direction of a connection as TCP delivers it, whatever order and repetition the capture has. */
import { writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { Workspace } from '../support/workspace.js';
import { dissect } from './dissection.js';
import { readAgain } from './second-decoder.js';

const PORT = 2404;
const MASTER_PORT = 50_000;

/** Single point, COT 3, CA 7, IOA `ioa`, SIQ 01; N(S) as given, N(R) 0 (`docs/protocol.md` §1, §2, §3.1). */
function iFrame(sendNumber: number, ioa: number): number[] {
  return [0x68, 14, sendNumber << 1, 0, 0, 0, 1, 1, 3, 0, 7, 0, ioa, 0, 0, 1];
}

function be16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** A packet of a capture: its header (time, lengths), IPv4, TCP (RFC 791, RFC 9293), payload. */
function packet(sequence: number, payload: readonly number[], flags = 0x18): number[] {
  const fromMaster = flags === 0x02;
  const ports = fromMaster ? [MASTER_PORT, PORT] : [PORT, MASTER_PORT];
  const tcp = [...ports.flatMap(be16), 0, 0, 0, sequence, 0, 0, 0, 1, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0];
  const length = 20 + tcp.length + payload.length;
  const ip = [0x45, 0, ...be16(length), 0, 0, 0, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1];
  const lengths = [length & 0xff, length >> 8, 0, 0];
  return [0, 0, 0, 0, 0, 0, 0, 0, ...lengths, ...lengths, ...ip, ...tcp, ...payload];
}

/** A capture file (pcap 2.4, little-endian, link type 101: raw IP). */
function capture(packets: readonly number[][]): string {
  const head = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 101, 0, 0, 0];
  const file = new Workspace(onTestFinished).path('capture.pcap');
  writeFileSync(file, Buffer.from([...head, ...packets.flat()]));
  return file;
}

const OPENING = [packet(0, [], 0x02), packet(0, [], 0x12)];
const [FIRST, SECOND, THIRD] = [0, 1, 2].map((i) => packet(1 + i * 16, iFrame(i, 1 + i)));
const TEXTS = [1, 2, 3].map((ioa) => `1 cot 3 ca 7: ${ioa} siq=0x01`);

it.each([
  ['in order', [FIRST, SECOND, THIRD]],
  ['a segment sent twice', [FIRST, SECOND, SECOND, THIRD]],
  ['a segment sent again after a later one', [FIRST, SECOND, THIRD, SECOND]],
  ['two segments swapped', [FIRST, THIRD, SECOND]],
])('%s', async (_, packets) => {
  const file = capture([...OPENING, ...packets]);
  expect((await dissect(file, [PORT])).map(({ text }) => text)).toEqual(TEXTS);
  expect((await readAgain(file, [PORT])).map(({ text }) => text)).toEqual(TEXTS);
});
