/** Accepting and reading real connections through one shared buffer. */

import { once } from 'node:events';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createAcceptor, createNodeNetwork } from '../../src/workers/node-network.js';
import type { Accepted, Listener, PeerSocket, SocketEvents } from '../../src/workers/ports.js';
import { soon } from '../support/patience.js';

const shared = new Uint8Array(65536);
const clients: Socket[] = [];
let server: Server = createAcceptor(shared, () => {});

/** Socket events that do nothing, for those that a test does not need. */
function events(heard: Partial<SocketEvents> = {}): SocketEvents {
  const nothing = (): void => {};
  const all = (_octets: Uint8Array, length: number): number => length;
  return { received: all, ended: nothing, failed: nothing, closed: nothing, ...heard };
}

/** Listens on a free port. */
async function listen(onAccept: (accepted: Accepted) => void, host = '127.0.0.1'): Promise<number> {
  server = createAcceptor(shared, onAccept);
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function connectTo(port: number): Promise<Socket> {
  const client = connect(port, '127.0.0.1');
  clients.push(client);
  await once(client, 'connect');
  return client;
}

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server.close();
});

describe('an acceptor', () => {
  it('lends one buffer to all its sockets', async () => {
    const received = new Map<number, string>();
    const buffers = new Set<ArrayBufferLike>();
    const port = await listen((accepted) => {
      const take = (octets: Uint8Array, length: number): number => {
        buffers.add(octets.buffer);
        const text = String.fromCharCode(...octets.subarray(0, length));
        received.set(accepted.port, (received.get(accepted.port) ?? '') + text);
        return length;
      };
      accepted.open(events({ received: take }));
    });
    const peers = await Promise.all([connectTo(port), connectTo(port), connectTo(port)]);
    for (let turn = 0; turn < 10; turn++) for (const [i, peer] of peers.entries()) peer.write(`${i}${turn};`);
    const whole = (i: number) => Array.from({ length: 10 }, (_, turn) => `${i}${turn};`).join('');
    await soon(() => {
      for (const [i, peer] of peers.entries()) expect(received.get(peer.localPort ?? 0)).toBe(whole(i));
    });
    expect([...buffers]).toEqual([shared.buffer]);
  });

  it('reads no more while octets are left, and passes them on in order', async () => {
    const octets = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => i % 251));
    const came: Uint8Array[] = [];
    let length = 0;
    let offers = 0;
    let ended = false;
    let peer: PeerSocket | undefined;
    const port = await listen((accepted) => {
      const received = (from: Uint8Array, count: number): number => {
        offers++;
        const taken = Math.min(count, 5000);
        came.push(from.slice(0, taken));
        length += taken;
        return taken;
      };
      const end = () => {
        ended = true;
      };
      peer = accepted.open(events({ received, ended: end }));
    });
    const client = await connectTo(port);
    client.end(octets);
    await soon(() => expect(offers).toBe(1));
    // Rounds of the event loop in which more would come if the socket were read on.
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect([offers, length]).toEqual([1, 5000]);
    await soon(() => {
      for (let i = 0; i < 50; i++) peer?.takeRest();
      expect(length).toBe(octets.length);
    });
    expect(Buffer.concat(came).equals(octets)).toBe(true);
    expect(peer?.takeRest()).toBe(true);
    await soon(() => expect(ended).toBe(true));
  });

  it('keeps octets that arrived before the socket was opened', async () => {
    let open: (() => void) | undefined;
    let text = '';
    const port = await listen((accepted) => {
      open = () => {
        const received = (octets: Uint8Array, length: number): number => {
          text += String.fromCharCode(...octets.subarray(0, length));
          return length;
        };
        accepted.open(events({ received }));
      };
    });
    const client = await connectTo(port);
    await new Promise((resolve) => client.write('early', resolve));
    await soon(() => expect(open).toBeDefined());
    // Rounds of the event loop in which they would be read.
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(text).toBe('');
    open?.();
    await soon(() => expect(text).toBe('early'));
  });

  it('sends without delay, and notices peers that are gone', () => {
    // Seconds.
    expect(server).toMatchObject({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 30 });
  });

  it('hears errors of a connection that was not opened: unheard they would end the thread', () => {
    server = createAcceptor(shared, () => {});
    const stream = new PassThrough();
    server.emit('connection', stream);
    expect(stream.listenerCount('error')).toBe(1);
  });

  it('has the peer’s address and writes to it', async () => {
    const peers: string[] = [];
    const port = await listen((accepted) => {
      peers.push(`${accepted.address}:${accepted.port}`);
      accepted.open(events()).write(Buffer.from('hello'));
    });
    const client = await connectTo(port);
    const [data] = await once(client, 'data');
    expect(String(data)).toBe('hello');
    expect(peers).toEqual([`127.0.0.1:${client.localPort}`]);
  });

  it('closes a refused connection without reading it', async () => {
    const port = await listen((accepted) => accepted.refuse());
    const client = await connectTo(port);
    client.on('error', () => {});
    client.resume();
    await once(client, 'close');
    expect(client.bytesRead).toBe(0);
  });

  it('reports a peer’s end and reset', async () => {
    const news: string[] = [];
    const port = await listen((accepted) => {
      accepted.open(
        events({
          ended: () => news.push('end'),
          failed: (message) => news.push(message),
          closed: () => news.push('close'),
        }),
      );
    });
    (await connectTo(port)).end();
    await soon(() => expect(news).toEqual(['end', 'close']));
    (await connectTo(port)).resetAndDestroy();
    await soon(() => expect(news).toEqual(['end', 'close', 'read ECONNRESET', 'close']));
  });

  it('ends when it and its sockets are closed', async () => {
    const sockets: PeerSocket[] = [];
    const port = await listen((accepted) => sockets.push(accepted.open(events())));
    await Promise.all([connectTo(port), connectTo(port)]);
    await soon(() => expect(sockets).toHaveLength(2));
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
});

describe('a connection whose handle can’t be moved', () => {
  /** Opens a stream that has no handle, as it was accepted. */
  function openStream(stream: PassThrough, heard: Partial<SocketEvents>): PeerSocket {
    let peer: PeerSocket | undefined;
    server = createAcceptor(shared, (accepted) => {
      expect([accepted.address, accepted.port]).toEqual(['', 0]);
      peer = accepted.open(events(heard));
    });
    server.emit('connection', stream);
    if (peer === undefined) throw new Error('not accepted');
    return peer;
  }

  it('is read by its data events, and no more while octets are left', async () => {
    const stream = new PassThrough();
    const came: string[] = [];
    const received = (octets: Uint8Array, length: number): number => {
      // A view of the stream's own memory would change what readers keep of it.
      expect(Buffer.isBuffer(octets)).toBe(false);
      came.push(String.fromCharCode(...octets.subarray(0, length)));
      return Math.min(length, 3);
    };
    const peer = openStream(stream, { received });
    expect(stream.readableFlowing).toBe(true);
    stream.write('abcdefgh');
    await soon(() => expect(came).toEqual(['abcdefgh']));
    expect(stream.isPaused()).toBe(true);
    stream.write('ij');
    await new Promise((resolve) => setImmediate(resolve));
    expect(came).toHaveLength(1);
    expect(peer.takeRest()).toBe(false);
    expect(came.at(-1)).toBe('defgh');
    expect(peer.takeRest()).toBe(true);
    expect(came.at(-1)).toBe('gh');
    await soon(() => expect(came.at(-1)).toBe('ij'));
    expect(stream.isPaused()).toBe(false);
  });

  it('is read so where it has lost its handle', async () => {
    const stream = Object.assign(new PassThrough(), { _handle: null });
    const came: number[] = [];
    const received = (_octets: Uint8Array, length: number): number => {
      came.push(length);
      return length;
    };
    const peer = openStream(stream, { received });
    expect(stream.readableFlowing).toBe(true);
    stream.write('abc');
    await soon(() => expect(came).toEqual([3]));
    expect(peer.destroyed).toBe(false);
  });

  it('tells its end', async () => {
    const stream = new PassThrough();
    const news: string[] = [];
    openStream(stream, { ended: () => news.push('end'), closed: () => news.push('close') });
    stream.end();
    await soon(() => expect(news).toEqual(['end', 'close']));
  });

  it('has gone where its peer has', async () => {
    const stream = new PassThrough();
    const news: string[] = [];
    const peer = openStream(stream, { failed: (why) => news.push(why), closed: () => news.push('close') });
    stream.destroy(new Error('gone'));
    await soon(() => expect(news).toEqual(['gone', 'close']));
    expect(peer.takeRest()).toBe(true);
  });
});

describe('a network', () => {
  it('opens the port that is free, on the address that is named, and says which', async () => {
    const accepted: Accepted[] = [];
    const at = { port: 0, bind: '127.0.0.1' };
    const listener = (await createNodeNetwork().listen(at, (one) => accepted.push(one))) as Listener;
    expect(listener.port).toBeGreaterThan(0);
    await connectTo(listener.port);
    await soon(() => expect(accepted).toHaveLength(1));
    listener.close();
    accepted[0].refuse();
    const client = connect(listener.port, '127.0.0.1');
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it.skipIf(process.platform !== 'linux')('is open on one address, or on all of them', async () => {
    const network = createNodeNetwork();
    /** Whether another address of this machine than the first is answered. */
    const answersOnOther = async (bind: string): Promise<boolean> => {
      const listener = (await network.listen({ port: 0, bind }, (accepted) => accepted.refuse())) as Listener;
      const client = connect(listener.port, '127.0.0.2');
      clients.push(client);
      const answers = await new Promise<boolean>((resolve) => {
        client.once('connect', () => resolve(true));
        client.once('error', () => resolve(false));
      });
      listener.close();
      return answers;
    };
    expect(await answersOnOther('127.0.0.1')).toBe(false);
    expect(await answersOnOther('')).toBe(true);
  });

  it('says why a port can’t be opened', async () => {
    const network = createNodeNetwork();
    const listener = (await network.listen({ port: 0, bind: '127.0.0.1' }, () => {})) as Listener;
    const fault = await network.listen({ port: listener.port, bind: '127.0.0.1' }, () => {});
    listener.close();
    expect(fault).toEqual({
      code: 'EADDRINUSE',
      reason: 'is in use by another program',
      detail: `listen EADDRINUSE: address already in use 127.0.0.1:${listener.port}`,
    });
  });
});
