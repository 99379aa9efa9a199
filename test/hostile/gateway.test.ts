/** The gateway against masters that do not read, and against ends that send random octets: the others lose nothing. */
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { soon } from '../support/patience.js';
import {
  asduOf,
  fromHex,
  iFrame,
  type RawPeer,
  STARTDT_ACT,
  STARTDT_CON,
  sFrame,
  startTransfer,
  toHex,
} from '../support/raw-peer.js';
import { openRtu, TestGateway } from '../support/test-gateway.js';

const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();
/** Single point with CP56Time2a, CA 1, COT 3, IOA `n`. */
const event = (n: number): string =>
  `1E 01 03 00 01 00 ${hex(n & 255)} ${hex(n >> 8)} 00 01 00 00 00 00 01 01 1A`;

/** Takes `count` events, acknowledges each; returns their IOAs. */
async function takeEvents(master: RawPeer, count: number): Promise<number[]> {
  const ioas: number[] = [];
  while (ioas.length < count) {
    const asdu = fromHex(asduOf(await master.next()));
    ioas.push(asdu[6] + 256 * asdu[7]);
    master.send(sFrame(ioas.length));
  }
  return ioas;
}

/** Sends events as the window of the RTU, `k`, lets. */
async function sendEvents(station: RawPeer, count: number, k: number): Promise<void> {
  for (let sent = 0, acknowledged = 0; sent < count; ) {
    while (sent < count && sent - acknowledged < k) station.sendI(sent, 0, event(sent++));
    while (sent - acknowledged >= k) {
      const [, , , , low, high] = fromHex(await station.next());
      acknowledged = (low >> 1) + (high << 7);
    }
  }
}

it('a master that reads no more is closed with what it did not get; the others get everything, in order', async () => {
  const { rtu, hosts } = await openRtu();
  const gateway = await TestGateway.start([{ hosts, eoi: 'never', bufferFrames: 200 }]);
  const station = await rtu.accept();
  const masters = [await gateway.master(), await gateway.master()];
  for (const master of masters) await startTransfer(master);
  const deaf = await connectDeaf(await gateway.port());
  await station.expect(STARTDT_ACT);
  const { table } = gateway.gateway;
  await soon(() => expect(table.get(0, 'MASTERS_STARTED')).toBe(3));
  station.send(STARTDT_CON);

  const COUNT = 1500;
  const numbers = Array.from({ length: COUNT }, (_, i) => i);
  const taken = Promise.all(masters.map((master) => takeEvents(master, COUNT)));
  await sendEvents(station, COUNT, 12);
  expect(await taken).toEqual([numbers, numbers]);
  await soon(() =>
    expect(gateway.links().join('\n')).toMatch(/master disconnect: LAGGING: \d+ ASDUs behind/),
  );
  await soon(() => expect(table.get(0, 'ACKNOWLEDGED')).toBe(2 * COUNT));
  // Twelve were written, and not acknowledged.
  expect(table.get(0, 'TO_MASTERS')).toBe(2 * COUNT + 12);
  const [, missed] = /LAGGING: (\d+) /.exec(gateway.links().join('\n')) ?? [];
  expect(table.get(0, 'UNDELIVERED')).toBe(Number(missed));
  expect(Number(missed)).toBeGreaterThanOrEqual(200);
  expect(Number(missed)).toBeLessThan(300);
  expect(table.get(0, 'LAGGING')).toBe(1);
  deaf.destroy();
});

/** A master that is started and takes not one octet more. */
function connectDeaf(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.pause();
      socket.write(fromHex(STARTDT_ACT));
      resolve(socket);
    });
    socket.on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

/** mulberry32. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Octets that are no frame, part of one, a frame with a random ASDU, a frame without I format, or a wrong number. */
function noise(random: (below: number) => number, ns: number): { octets: string; isI: boolean } {
  const some = (count: number): string => toHex(Uint8Array.from({ length: count }, () => random(256)));
  const TYPES = [45, 46, 48, 50, 51, 58, 63, 100, 101, 102, 103, 105, 107, 113, 122, 200, random(256)];
  const asdu = (): string => {
    const head = [
      TYPES[random(TYPES.length)],
      1,
      [6, 8, 5, 13, 3, 7, random(256)][random(7)],
      random(256),
      1,
      0,
    ];
    return `${toHex(Uint8Array.from(head))} ${hex(random(4))} 00 00 ${some(1 + random(12))}`;
  };
  switch (random(10)) {
    case 0:
      return { octets: some(1 + random(30)), isI: false };
    case 1:
      return { octets: iFrame(ns, 0, asdu()).slice(0, 3 * (3 + random(8)) - 1), isI: false };
    case 2:
      return { octets: iFrame(random(32768), random(32768), asdu()), isI: false };
    case 3:
      return { octets: `68 04 ${hex([0x43, 0x83, 0x07, 0x13, 0x0b, 0x23][random(6)])} 00 00 00`, isI: false };
    default:
      return { octets: iFrame(ns, 0, asdu()), isI: true };
  }
}

it('random octets from masters and from another RTU hurt nobody else', async () => {
  const rtus = [await openRtu(), await openRtu()];
  const gateway = await TestGateway.start(
    rtus.map(({ hosts }) => ({
      hosts,
      eoi: 'never',
      connections: 100,
      retryFirstMs: 1,
      retryMostMs: 1,
      t2Ms: 100,
    })),
  );
  const station = await rtus[0].rtu.accept();
  const master = await gateway.master(0);
  await startTransfer(master);
  await station.expect(STARTDT_ACT);
  station.send(STARTDT_CON);

  const random = randomFrom(104);
  const ROUNDS = 120;
  /** One connection full of noise, which its other end closes in the end, or the noise does. */
  async function play(peer: RawPeer): Promise<void> {
    for (let ns = 0, steps = 1 + random(30); steps > 0 && !peer.isEnded; steps--) {
      const { octets, isI } = noise(random, ns);
      if (isI) ns++;
      peer.send(octets);
      if (random(3) === 0) await new Promise(setImmediate);
    }
    peer.reset();
  }
  for (let round = 0; round < ROUNDS; round++) {
    const bad = await gateway.master(0);
    if (random(10) > 0) bad.send(STARTDT_ACT);
    const badRtu = await rtus[1].rtu.accept();
    const starter = await gateway.master(1);
    starter.send(STARTDT_ACT);
    await badRtu.expect(STARTDT_ACT);
    badRtu.send(STARTDT_CON);
    await Promise.all([play(bad), play(badRtu)]);
    starter.reset();
  }
  // Whatever of it reached the RTU are whole requests; it hears one more event through.
  station.sendI(0, 0, event(7));
  expect(await takeEvents(master, 1)).toEqual([7]);
  expect(gateway.events.filter(({ kind }) => kind === 'shard-died')).toEqual([]);
  expect(gateway.gateway.table.get(0, 'RTU_LOSSES')).toBe(0);
  expect(gateway.gateway.table.get(1, 'RTU_LOSSES')).toBeGreaterThanOrEqual(ROUNDS - 1);
  await soon(() => expect(gateway.gateway.table.get(0, 'MASTERS')).toBe(1));
});
