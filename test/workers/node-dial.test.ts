/** Real connections that this side makes. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { dial } from '../../src/workers/node-dial.js';
import { createNodeNetwork } from '../../src/workers/node-network.js';
import type { Dial, Dialed, DialFault, Listener, SocketEvents } from '../../src/workers/ports.js';
import { HANG_MS, soon } from '../support/patience.js';

const servers: Server[] = [];
const accepted: Socket[] = [];
const dialed: Dialed[] = [];

afterEach(() => {
  for (const socket of accepted.splice(0)) socket.destroy();
  for (const connection of dialed.splice(0)) connection.refuse();
  for (const server of servers.splice(0)) server.close();
});

/** An RTU that listens on a free port. */
async function serve(onSocket: (socket: Socket) => void = () => {}, host = '127.0.0.1'): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    accepted.push(socket);
    onSocket(socket);
  });
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const port = await serve();
  const server = servers.pop();
  server?.close();
  return port;
}

function events(heard: Partial<SocketEvents> = {}): SocketEvents {
  const nothing = (): void => {};
  const all = (_octets: Uint8Array, length: number): number => length;
  return { received: all, ended: nothing, failed: nothing, closed: nothing, ...heard };
}

/** Dials and resolves with what came of it. */
function result(port: number, host = '127.0.0.1', localPort?: number): Promise<Dialed | DialFault> {
  return new Promise((resolve) => {
    dial(new Uint8Array(1000), { host, port }, HANG_MS, resolve, localPort);
  });
}

async function connected(port: number, host?: string): Promise<Dialed> {
  const made = await result(port, host);
  if (!('open' in made)) throw new Error(`${made.code}: ${made.reason}`);
  dialed.push(made);
  return made;
}

describe('a connection that this side makes', () => {
  it('has both ends and carries octets in both directions', async () => {
    const port = await serve((socket) => socket.on('data', (data) => socket.write(`${data}!`)));
    const connection = await connected(port);
    expect(connection).toMatchObject({ address: '127.0.0.1', port, localAddress: '127.0.0.1' });
    await soon(() => expect(accepted).toHaveLength(1));
    expect(accepted[0].remotePort).toBe(connection.localPort);
    let text = '';
    const received = (octets: Uint8Array, length: number): number => {
      text += String.fromCharCode(...octets.subarray(0, length));
      return length;
    };
    connection.open(events({ received })).write(Buffer.from('hello'));
    await soon(() => expect(text).toBe('hello!'));
  });

  it('is read into the buffer that accepted connections are read into', async () => {
    const buffers = new Set<ArrayBufferLike>();
    let octetsRead = 0;
    const received = (octets: Uint8Array, length: number): number => {
      buffers.add(octets.buffer);
      octetsRead += length;
      return length;
    };
    const network = createNodeNetwork();
    const listener = (await network.listen({ port: 0, bind: '127.0.0.1' }, (one) => {
      one.open(events({ received })).write(Buffer.from('abc'));
    })) as Listener;
    const made = await new Promise<Dialed | DialFault>((resolve) => {
      network.connect({ host: '127.0.0.1', port: listener.port }, HANG_MS, resolve);
    });
    const peer = (made as Dialed).open(events({ received }));
    peer.write(Buffer.from('de'));
    await soon(() => expect(octetsRead).toBe(5));
    expect(buffers.size).toBe(1);
    peer.destroy();
    listener.close();
  });

  it('keeps octets that come before it is opened', async () => {
    const port = await serve((socket) => socket.end('early'));
    const connection = await connected(port);
    // Rounds of the event loop in which they would be read.
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    const news: string[] = [];
    const received = (octets: Uint8Array, length: number): number => {
      news.push(String.fromCharCode(...octets.subarray(0, length)));
      return length;
    };
    connection.open(events({ received, ended: () => news.push('end'), closed: () => news.push('close') }));
    await soon(() => expect(news).toEqual(['early', 'end', 'close']));
  });

  it('reads no more while octets are left, and passes them on in order', async () => {
    const octets = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const port = await serve((socket) => socket.end(octets));
    const came: Uint8Array[] = [];
    let length = 0;
    let offers = 0;
    const received = (from: Uint8Array, count: number): number => {
      offers++;
      const taken = Math.min(count, 700);
      came.push(from.slice(0, taken));
      length += taken;
      return taken;
    };
    const peer = (await connected(port)).open(events({ received }));
    await soon(() => expect(offers).toBe(1));
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect([offers, length]).toEqual([1, 700]);
    await soon(() => {
      for (let i = 0; i < 50; i++) peer.takeRest();
      expect(length).toBe(octets.length);
    });
    expect(Buffer.concat(came).equals(octets)).toBe(true);
  });

  it('tells the end and the reset of the RTU', async () => {
    const port = await serve();
    for (const [act, expected] of [
      [(socket: Socket) => socket.end(), ['end', 'close']],
      [(socket: Socket) => socket.resetAndDestroy(), ['read ECONNRESET', 'close']],
    ] as const) {
      const news: string[] = [];
      const connection = await connected(port);
      connection.open(
        events({
          ended: () => news.push('end'),
          failed: (message) => news.push(message),
          closed: () => news.push('close'),
        }),
      );
      await soon(() => expect(accepted.length).toBeGreaterThan(0));
      act(accepted.splice(0)[0]);
      await soon(() => expect(news).toEqual(expected));
    }
  });

  it('is closed unread where it is refused', async () => {
    let isClosed = false;
    const port = await serve((socket) => {
      socket.resume();
      socket.on('close', () => {
        isClosed = true;
      });
    });
    (await connected(port)).refuse();
    await soon(() => expect(isClosed).toBe(true));
  });

  it('may be made by name', async () => {
    // Of both families, because the first address of the name may be of either.
    const server = createServer((socket) => accepted.push(socket));
    servers.push(server);
    server.listen(0);
    await once(server, 'listening');
    const connection = await connected((server.address() as AddressInfo).port, 'localhost');
    expect(['127.0.0.1', '::1']).toContain(connection.address);
  });
});

describe('a connection that can’t be made', () => {
  it('is a fault in words', async () => {
    const port = await closedPort();
    expect(await result(port)).toEqual({
      code: 'ECONNREFUSED',
      reason: 'connection refused',
      detail: `connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });

  it('is one whose name leads to no address', async () => {
    // The empty label is refused without asking a name server.
    expect(await result(2404, 'no..name')).toMatchObject({
      code: 'ENOTFOUND',
      reason: 'is not a name that leads to an address',
    });
  });

  it.skipIf(process.platform !== 'linux')('is one that met itself', async () => {
    const port = await closedPort();
    const fault = await result(port, '127.0.0.1', port);
    expect(fault).toEqual({
      code: 'SELF',
      reason: 'connected to itself, because no program listens there',
      detail: `both ends are 127.0.0.1:${port}`,
    });
  });
});

/** A machine that answers no connection: its thread stands still, and the queue of its port is full after two. */
async function silentHost(): Promise<{ port: number; release: () => Promise<unknown> }> {
  const gate = new SharedArrayBuffer(4);
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const server = require('node:net').createServer((socket) => socket.destroy());
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(workerData), 0, 0, 60000);
      server.close();
    });`;
  const worker = new Worker(code, { eval: true, workerData: gate });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    port,
    release: async () => {
      const ended = once(worker, 'exit');
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
      await ended;
    },
  };
}

describe.skipIf(process.platform !== 'linux')('a host that does not answer', () => {
  const DIALS = 8;

  /** Dials so often that the queue is full, and more; resolves with what came of each dial. */
  async function fill(port: number): Promise<(Dialed | DialFault)[]> {
    const results = await Promise.all(Array.from({ length: DIALS }, () => silence(port)));
    for (const one of results) if ('open' in one) one.refuse();
    return results;
  }

  function silence(port: number): Promise<Dialed | DialFault> {
    return new Promise((resolve) => {
      dial(new Uint8Array(10), { host: '127.0.0.1', port }, 250, resolve);
    });
  }

  it('is given up after t0', async () => {
    const { port, release } = await silentHost();
    const faults = (await fill(port)).filter((one): one is DialFault => 'code' in one);
    // The others are in the queue.
    expect(faults.length).toBeGreaterThanOrEqual(DIALS - 3);
    const reason = 'no TCP connection within t0 = 0.25 s';
    for (const fault of faults) expect(fault).toEqual({ code: 'T0', reason, detail: reason });
    await release();
  });

  it('is not heard of again when the dial is cancelled', async () => {
    const { port, release } = await silentHost();
    await fill(port);
    let calls = 0;
    const done = (): void => {
      calls++;
    };
    const cancelled = dial(new Uint8Array(10), { host: '127.0.0.1', port }, 200, done);
    cancelled.cancel();
    // t0 of this one ends later.
    expect(await silence(port)).toMatchObject({ code: 'T0' });
    cancelled.cancel();
    await release();
    expect(calls).toBe(0);
  });
});

describe('a dial that is cancelled', () => {
  it('is not heard of though the RTU answers', async () => {
    const port = await serve();
    let calls = 0;
    const to = { host: '127.0.0.1', port };
    dial(new Uint8Array(10), to, HANG_MS, () => calls++).cancel();
    await connected(port);
    await connected(port);
    expect(calls).toBe(0);
  });

  it('leaves a connection that was made', async () => {
    const port = await serve((socket) => socket.write('abc'));
    let attempt: Dial | undefined;
    let text = '';
    const made = await new Promise<Dialed | DialFault>((resolve) => {
      attempt = dial(new Uint8Array(10), { host: '127.0.0.1', port }, HANG_MS, resolve);
    });
    attempt?.cancel();
    const received = (octets: Uint8Array, length: number): number => {
      text += String.fromCharCode(...octets.subarray(0, length));
      return length;
    };
    const peer = (made as Dialed).open(events({ received }));
    await soon(() => expect(text).toBe('abc'));
    peer.destroy();
  });
});
