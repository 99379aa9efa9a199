/** RTUs that share a port: one listener, and every master is taken for all of them (`docs/behaviour.md` §1, shared ports). */
import { describe, expect, it } from 'vitest';
import { COUNTER, type CounterName } from '../../src/station/measures/counters.js';
import type { ServedLink } from '../../src/station/served-link.js';
import type { Accepted, Listener, ListenFault, PeerSocket } from '../../src/workers/ports.js';
import { type ConnectionKeeper, RtuHost } from '../../src/workers/rtu-host.js';
import { openStation } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';

const FAULT: ListenFault = { code: 'EADDRINUSE', reason: 'is in use by another program', detail: 'in use' };

/** Hosts of the CAs 1 and 2 on one port, not opened yet. `results`: of opening the port, in order. */
function openTwo(...results: ('open' | 'fault')[]) {
  const station = openStation('1,,1,100,1\n', { connections: 1 });
  const rtus = [station.rtu, station.add({ rtuNumber: 2, connections: 1 })];
  const opened: string[] = [];
  const links: ServedLink[] = [];
  let accept: (accepted: Accepted) => void = () => {};
  let closes = 0;
  const keeper: ConnectionKeeper = {
    outbox: station.host.outbox,
    now: () => 0,
    listen: async ({ port, bind }, onAccept): Promise<Listener | ListenFault> => {
      opened.push(`${bind} ${port}`);
      accept = onAccept;
      return results.shift() === 'fault' ? FAULT : { port, close: () => closes++ };
    },
    received: (_, _octets, length) => length,
    ended: (_, close) => close(0),
    came: () => 0,
    opened: ({ link }) => void links.push(link),
    gone: () => {},
  };
  const first = new RtuHost(rtuDefinition(1, { slot: 0, port: 2404 }), rtus[0], keeper);
  const second = new RtuHost(rtuDefinition(2, { slot: 1, port: 2404 }), rtus[1], keeper, first);
  const connect = (address: string): void => {
    const open = () =>
      ({ writableLength: 0, destroySoon: () => {}, destroy: () => {} }) as unknown as PeerSocket;
    accept({ address, port: 4000, open, refuse: () => {} });
  };
  const counts = (name: CounterName) => rtus.map(({ counters }) => counters[COUNTER[name]]);
  return { station, first, second, rtus, opened, links, connect, counts, closes: () => closes };
}

describe('RTUs that share a port', () => {
  it('open it once, and each is told in its own log', async () => {
    const { station, first, second, opened, counts } = openTwo();
    expect(await Promise.all([first.listen(), second.listen()])).toEqual([
      { slot: 0, port: 2404 },
      { slot: 1, port: 2404 },
    ]);
    expect(opened).toEqual([' 2404']);
    expect([first.isListening, second.isListening]).toEqual([true, true]);
    expect(counts('LISTENING')).toEqual([1, 1]);
    expect(station.log.map(({ detail }) => detail)).toEqual([
      'all addresses, port 2404, CA 1',
      'all addresses, port 2404, CA 2',
    ]);
  });

  it('open it also when the second is asked first', async () => {
    const { second, first, opened } = openTwo();
    expect(await second.listen()).toEqual({ slot: 1, port: 2404 });
    expect([opened.length, first.isListening]).toEqual([1, true]);
  });

  it('all have the fault if it cannot be opened, and are open after another try', async () => {
    const { first, second, counts, opened } = openTwo('fault', 'open');
    const error = { code: 'EADDRINUSE', message: 'port 2404 is in use by another program', detail: 'in use' };
    expect(await Promise.all([first.listen(), second.listen()])).toEqual([
      { slot: 0, port: 2404, error },
      { slot: 1, port: 2404, error },
    ]);
    expect([second.isListening, ...counts('LISTENING')]).toEqual([false, 0, 0]);
    await Promise.all([first.listen(), second.listen()]);
    expect([opened.length, ...counts('LISTENING')]).toEqual([2, 1, 1]);
  });

  it('take a master for all of them, and no more than each admits', async () => {
    const { first, second, links, connect, counts } = openTwo();
    await Promise.all([first.listen(), second.listen()]);
    connect('10.0.0.1');
    expect(links.map((link) => link.links.map(({ rtu }) => rtu.ca))).toEqual([[1, 2]]);
    expect(counts('CONNECTIONS')).toEqual([1, 1]);
    connect('10.0.0.2');
    expect(links).toHaveLength(1);
    // Counted where the port was opened.
    expect(counts('REFUSED_CONNECTIONS')).toEqual([1, 0]);
  });

  it('close it and the connection together', async () => {
    const { first, second, connect, links, counts, closes } = openTwo();
    await Promise.all([first.listen(), second.listen()]);
    connect('10.0.0.1');
    for (const host of [first, second]) host.close('the simulator stops');
    expect(closes()).toBe(1);
    expect(links[0].closeReason).toEqual({ code: 'SHUTDOWN', detail: 'the simulator stops' });
    expect(counts('CONNECTIONS')).toEqual([0, 0]);
    expect(counts('LISTENING')).toEqual([0, 0]);
    expect(counts('DISCONNECTS')).toEqual([1, 1]);
  });

  it('one that is closed while the port opens is not told', async () => {
    const { first, second, counts } = openTwo();
    const listening = Promise.all([first.listen(), second.listen()]);
    second.close('the simulator stops');
    await listening;
    expect(counts('LISTENING')).toEqual([1, 0]);
  });
});
