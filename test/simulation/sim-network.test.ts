/** Connections that simulated threads make. */
import { describe, expect, it } from 'vitest';
import type { Dialed, DialFault, SocketEvents } from '../../src/workers/ports.js';
import { PlainTap } from './plain-tap.js';
import { type ClientEvents, type SimConnection, type SimHost, SimNetwork } from './sim-network.js';
import { World } from './world.js';

const T0_MS = 3000;
const LONG_MS = 60_000;

function makeWorld() {
  const world = new World(1, false);
  const network = new SimNetwork(world, () => new PlainTap());
  const thread = { name: 'shard', heldFromMs: 0, heldUntilMs: 0 };
  const results: (Dialed | DialFault)[] = [];
  return {
    world,
    network,
    results,
    dial: (host = '10.0.0.1') =>
      network.of(thread).connect({ host, port: 2404 }, T0_MS, (result) => results.push(result)),
    pass: (ms = LONG_MS) => world.run(world.nowMs + ms, () => {}),
  };
}

/** A host that keeps what it hears; `ends`: the far ends of the connections, in order. */
function echo(heard: string[], ends: SimConnection[] = []): SimHost {
  return {
    accept: (address, port) => {
      heard.push(`from ${address}:${port}`);
      const events: ClientEvents = {
        received: (octets) => heard.push(...octets.join().split(',')),
        ended: () => heard.push('ended'),
        gone: () => heard.push('gone'),
      };
      return { events, tap: new PlainTap(), begun: (connection) => ends.push(connection) };
    },
  };
}

function listen(news: string[]): SocketEvents {
  return {
    received: (octets, length) => {
      news.push(...octets.subarray(0, length).join().split(','));
      return length;
    },
    ended: () => news.push('ended'),
    failed: (message) => news.push(message),
    closed: () => news.push('closed'),
  };
}

describe('a simulated dial', () => {
  it('connects to a host, in both directions, until one of them ends it', async () => {
    const { network, results, dial, pass } = makeWorld();
    const heard: string[] = [];
    const ends: SimConnection[] = [];
    network.serve('10.0.0.1', 2404, echo(heard, ends));
    dial();
    expect(results).toEqual([]);
    await pass();
    expect(results).toMatchObject([
      { address: '10.0.0.1', port: 2404, localAddress: '10.1.0.1', localPort: 40_001 },
    ]);
    expect(heard).toEqual(['from 10.1.0.1:40001']);
    ends[0].send(Uint8Array.of(5, 6));
    await pass();
    const news: string[] = [];
    const peer = (results[0] as Dialed).open(listen(news));
    peer.write(Uint8Array.of(1, 2, 3));
    await pass();
    expect(heard.slice(1)).toEqual(['1', '2', '3']);
    expect(news).toEqual(['5', '6']);
    ends[0].reset();
    await pass();
    expect(news.slice(2)).toEqual(['read ECONNRESET', 'closed']);
    expect(network.connections.size).toBe(0);
  });

  it('is refused where nothing is served, or no more', async () => {
    const { network, results, dial, pass } = makeWorld();
    const close = network.serve('10.0.0.1', 2404, echo([]));
    close();
    dial();
    dial('10.0.0.2');
    await pass();
    expect(results).toMatchObject([{ code: 'ECONNREFUSED' }, { code: 'ECONNREFUSED' }]);
  });

  it('ends after t0 where the host does not answer', async () => {
    const { world, network, results, dial, pass } = makeWorld();
    network.serve('10.0.0.1', 2404, { accept: () => undefined });
    const fromMs = world.nowMs;
    dial();
    await pass(T0_MS - 1);
    expect(results).toEqual([]);
    await pass(1);
    expect(results).toMatchObject([{ code: 'T0', reason: 'no TCP connection within t0 = 3 s' }]);
    expect(world.nowMs).toBe(fromMs + T0_MS);
  });

  it('leaves no connection behind when it is cancelled', async () => {
    for (const afterMs of [0, 0.5, 1, 2, 4]) {
      const { network, results, dial, pass } = makeWorld();
      network.serve('10.0.0.1', 2404, echo([]));
      const attempt = dial();
      await pass(afterMs);
      attempt.cancel();
      const made = results.length;
      await pass();
      expect(results).toHaveLength(made);
      for (const result of results) (result as Dialed).refuse();
      await pass();
      expect(network.connections.size).toBe(0);
    }
  });
});
