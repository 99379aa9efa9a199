/** What a connection writes to its socket, and whose memory that is. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Connection } from '../../src/workers/connection.js';
import type { PeerSocket } from '../../src/workers/ports.js';
import { openStation, type Station } from '../station/station-kit.js';

/** A socket of which the test says what the system has not taken. */
class StubSocket implements PeerSocket {
  destroyed = false;
  writableEnded = false;
  writableLength = 0;
  /** What waits after the next write. */
  waitsAfterWrite = 0;
  readonly written: Uint8Array[] = [];
  readonly calls: string[] = [];

  write(octets: Uint8Array): void {
    this.written.push(octets);
    this.writableLength = this.waitsAfterWrite;
  }

  takeRest(): boolean {
    this.calls.push('takeRest');
    return false;
  }

  end(): void {
    this.calls.push('end');
  }

  destroySoon(): void {
    this.calls.push('destroySoon');
  }

  destroy(): void {
    this.calls.push('destroy');
  }

  resetAndDestroy(): void {
    this.calls.push('resetAndDestroy');
  }
}

let station: Station;
let socket: StubSocket;
let connection: Connection;

/** Puts octets into the outbox and flushes it; returns how many the socket got. */
function flush(...octets: number[]): number {
  const { outbox } = station.host;
  const at = outbox.reserve(octets.length);
  outbox.octets.set(octets, at);
  return connection.flush(outbox, () => 0);
}

beforeEach(() => {
  station = openStation('1,,1,1,1\n');
  socket = new StubSocket();
  connection = new Connection(station.connect('M').link, socket, 0);
});

describe('a flush', () => {
  it('writes all octets at once, from the memory of the outbox, which is free again', () => {
    const { octets } = station.host.outbox;
    expect(flush(1, 2, 3)).toBe(3);
    expect([...socket.written[0]]).toEqual([1, 2, 3]);
    expect(socket.written[0].buffer).toBe(octets.buffer);
    expect(station.host.outbox.octets).toBe(octets);
    expect(station.host.outbox.length).toBe(0);
  });

  it('of nothing writes nothing', () => {
    expect(flush()).toBe(0);
    expect(socket.written).toEqual([]);
  });

  it('leaves the memory to a socket that has not taken all', () => {
    const { octets } = station.host.outbox;
    socket.waitsAfterWrite = 1;
    expect(flush(1, 2, 3)).toBe(3);
    expect(station.host.outbox.octets).not.toBe(octets);
    expect(station.host.outbox.length).toBe(0);
    expect([...socket.written[0]]).toEqual([1, 2, 3]);
  });

  it('behind octets that wait writes a copy of exactly these octets', () => {
    const { octets } = station.host.outbox;
    socket.writableLength = 1;
    expect(flush(1, 2, 3)).toBe(3);
    expect(station.host.outbox.octets).toBe(octets);
    octets.fill(9);
    expect([...socket.written[0]]).toEqual([1, 2, 3]);
    expect(station.host.outbox.length).toBe(0);
  });

  it.each(['destroyed', 'writableEnded'] as const)('to a socket that is %s writes nothing', (ended) => {
    socket[ended] = true;
    expect(flush(1, 2, 3)).toBe(0);
    expect([socket.written, station.host.outbox.length]).toEqual([[], 0]);
  });
});

describe('a connection', () => {
  it('is overfull when more waits than 1 MiB and a full window', () => {
    // k is 12, the longest APDU has 255 octets.
    const most = 12 * 255 + 1024 * 1024;
    socket.writableLength = most;
    expect(connection.isOverfull).toBe(false);
    socket.writableLength = most + 1;
    expect(connection.isOverfull).toBe(true);
  });

  it('ends when what was written is out, and at once where the peer does not read', () => {
    connection.end();
    socket.writableLength = 1;
    connection.end();
    expect(socket.calls).toEqual(['destroySoon', 'destroy']);
  });

  it('that a fault cuts ends with RST or FIN, once', () => {
    connection.cut('RST');
    socket.destroyed = true;
    connection.end();
    connection.cut('FIN');
    expect(socket.calls).toEqual(['resetAndDestroy', 'destroySoon']);
  });

  it('takes the rest from its socket', () => {
    expect(connection.takeRest(0)).toBe(false);
    expect(socket.calls).toEqual(['takeRest']);
  });
});
