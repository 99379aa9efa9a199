/** Connections from outside: probes whether a port is open, and masters that send nothing after STARTDT. */
import { connect, type Socket } from 'node:net';
import { APCI_OCTETS, formatOf, readSendNumber, U, writeS, writeU } from '../../dist/codec/apci.js';
import { Deframer } from '../../dist/codec/deframer.js';

/** Where an RTU listens. */
export interface Place {
  host: string;
  port: number;
}

/** Pause between two tries at a port that isn't open yet; there is no event for its opening. */
const RETRY_MS = 2;
/** Probes under way at the same time. */
const MOST_PROBES = 200;

function tryOnce({ host, port }: Place): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** Connects, and retries until `deadlineMs` (of `performance.now()`); `undefined` if it never could. */
async function connectBy(place: Place, deadlineMs: number): Promise<Socket | undefined> {
  do {
    const socket = await tryOnce(place);
    if (socket !== undefined) return socket;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  } while (performance.now() < deadlineMs);
  return undefined;
}

async function onAll<T>(places: readonly Place[], work: (place: Place) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const some = async (): Promise<void> => {
    while (next < places.length) {
      const index = next++;
      results[index] = await work(places[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(MOST_PROBES, places.length) }, some));
  return results;
}

/** Waits for the first port, then for all; returns how many were open by `deadlineMs`. Each connection is closed at once. */
export async function countOpenPorts(places: readonly Place[], deadlineMs: number): Promise<number> {
  const probe = async (place: Place): Promise<number> => {
    const socket = await connectBy(place, deadlineMs);
    socket?.on('error', () => {});
    socket?.destroy();
    return socket === undefined ? 0 : 1;
  };
  if ((await probe(places[0])) === 0) return 0;
  const open = await onAll(places.slice(1), probe);
  return open.reduce((sum, one) => sum + one, 1);
}

/**
 * Opens started masters that send nothing but the acknowledgement of an end of initialization.
 * Resolves when every STARTDT con has come; rejects if a link ends first.
 */
export function openIdleMasters(places: readonly Place[], deadlineMs: number): Promise<Socket[]> {
  return onAll(places, async (place) => {
    const socket = await connectBy(place, deadlineMs);
    if (socket === undefined) throw new Error(`${place.host} port ${place.port} is not open`);
    const confirmed = new Promise<void>((resolve, reject) => {
      const deframer = new Deframer();
      socket.on('data', (data) => {
        deframer.push(data, data.length, (octets, at) => {
          if (formatOf(octets, at) === 'I') {
            const acknowledgement = Buffer.alloc(APCI_OCTETS);
            writeS(acknowledgement, 0, (readSendNumber(octets, at) + 1) & 0x7fff);
            socket.write(acknowledgement);
          } else if (octets[at + 2] === U.STARTDT_CON) resolve();
          return true;
        });
      });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error(`${place.host} port ${place.port} closed the link`)));
    });
    const start = Buffer.alloc(APCI_OCTETS);
    writeU(start, 0, U.STARTDT_ACT);
    socket.write(start);
    await confirmed;
    return socket;
  });
}
