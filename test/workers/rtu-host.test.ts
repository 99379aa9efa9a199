/** Masters that an RTU does not take: each is counted by its reason, and the log says it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { COUNTER, type CounterName } from '../../src/station/measures/counters.js';
import type { Accepted, Listener, PeerSocket, SocketEvents } from '../../src/workers/ports.js';
import { type ConnectionKeeper, RtuHost } from '../../src/workers/rtu-host.js';
import { openStation, type Station } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';

/** Columns that a connection may end in. */
const COLUMNS = [
  'ACCEPTED',
  'REFUSED',
  'REFUSED_HOSTS',
  'REFUSED_CONNECTIONS',
  'REFUSED_RESTART',
  'CLOSED_UNHEARD',
] as const satisfies readonly CounterName[];

let station: Station;
let host: RtuHost;
let keeper: ConnectionKeeper;
let accept: (accepted: Accepted) => void;
let refused: string[];
let came: number[];
/** Octets that the keeper was given; sockets that were ended, and that are gone. */
let received: number[][];
let ended: number;
let gone: number;

async function open(more: Partial<RtuDefinition> = {}, mode: 'serve' | 'hold' = 'serve'): Promise<void> {
  station = openStation('1,,1,100,1\n', { connections: 1 });
  refused = [];
  came = [];
  received = [];
  ended = 0;
  gone = 0;
  keeper = {
    outbox: station.host.outbox,
    now: () => 0,
    listen: async (_, onAccept) => {
      accept = onAccept;
      return { port: 1, close: () => {} };
    },
    received: (_, octets, length) => {
      received.push([...octets.subarray(0, length)]);
      return length;
    },
    ended: (_, close) => close(0),
    came: (rtu) => came.push(rtu.ca),
    opened: () => {},
    gone: () => gone++,
  };
  host = new RtuHost(rtuDefinition(1, more), station.rtu, keeper);
  await host.listen(mode);
}

/** A master connects from this address; returns its socket's events if it was taken. */
function connect(address: string): SocketEvents | undefined {
  let taken: SocketEvents | undefined;
  accept({
    address,
    port: 4000,
    open: (events) => {
      taken = events;
      return { writableLength: 0, destroySoon: () => ended++, destroy: () => {} } as unknown as PeerSocket;
    },
    refuse: () => refused.push(address),
  });
  return taken;
}

/** The columns that are not 0. */
function counted(): Partial<Record<CounterName, number>> {
  const entries = COLUMNS.map((name) => [name, station.rtu.counters[COUNTER[name]]] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}

const reasons = (): (string | undefined)[] =>
  station.log.filter(({ event }) => event === 'refuse').map(({ detail }) => detail);

beforeEach(() => open());

describe('a master that is not taken is counted by its reason', () => {
  it('its address is not among the hosts', async () => {
    await open({ hosts: ['10.0.0.1'] });
    connect('::ffff:10.0.0.2');
    connect('fe80::1');
    expect(counted()).toEqual({ REFUSED: 2, REFUSED_HOSTS: 2 });
    expect(refused).toEqual(['::ffff:10.0.0.2', 'fe80::1']);
    expect(came).toEqual([1, 1]);
    expect(reasons()).toEqual([
      '10.0.0.2:4000: address not among the accepted hosts',
      '[fe80::1]:4000: address not among the accepted hosts',
    ]);
  });

  it('as many as the RTU takes are connected', () => {
    connect('10.0.0.1');
    connect('10.0.0.2');
    expect(counted()).toEqual({ ACCEPTED: 1, REFUSED: 1, REFUSED_CONNECTIONS: 1 });
    expect(reasons()).toEqual(['10.0.0.2:4000: 1 connections are open already']);
  });

  it('the restart that it waited for did not come', async () => {
    await open({}, 'hold');
    connect('10.0.0.1');
    host.close('another RTU waits for the slot');
    // One that the system had accepted before the port was closed.
    connect('10.0.0.2');
    expect(counted()).toEqual({ REFUSED_RESTART: 2 });
    expect(refused).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(reasons()[1]).toBe('10.0.0.2:4000: the RTU is being restarted or closed');
  });

  it('it was gone before it was accepted', () => {
    connect('');
    expect(counted()).toEqual({ CLOSED_UNHEARD: 1 });
  });
});

describe('the port of an RTU', () => {
  const listening = (): number => station.rtu.counters[COUNTER.LISTENING];
  const announced = (): (string | undefined)[] =>
    station.log.filter(({ event }) => event === 'listen').map(({ detail }) => detail);

  it('is told when it is open', async () => {
    expect([listening(), announced()]).toEqual([1, ['all addresses, port 1, CA 1']]);
    await open({ bind: '127.0.0.1' });
    expect(announced()).toEqual(['127.0.0.1, port 1, CA 1']);
  });

  it('that is held is told when the RTU has its slot', async () => {
    await open({}, 'hold');
    expect([listening(), announced()]).toEqual([0, []]);
    host.serve();
    expect([listening(), announced()]).toEqual([1, ['all addresses, port 1, CA 1']]);
  });

  it('that was closed before it is open is closed at once', async () => {
    let opened = (_listener: Listener): void => {};
    let closes = 0;
    const listen = () => new Promise<Listener>((resolve) => (opened = resolve));
    const late = new RtuHost(rtuDefinition(1), station.rtu, { ...keeper, listen });
    const opening = late.listen();
    late.close('the simulator stops');
    opened({ port: 1, close: () => closes++ });
    await opening;
    expect([late.isListening, listening(), closes]).toEqual([false, 0, 1]);
  });

  it.each([
    ['', 'port 2404 is in use by another program'],
    ['127.0.0.1', '127.0.0.1 port 2404 is in use by another program'],
  ])('that can’t be opened on %j is a fault in words', async (bind, message) => {
    const fault = { code: 'EADDRINUSE', reason: 'is in use by another program', detail: 'why' };
    const one = new RtuHost(rtuDefinition(1, { bind }), station.rtu, {
      ...keeper,
      listen: async () => fault,
    });
    const error = { code: 'EADDRINUSE', message, detail: 'why' };
    expect(await one.listen()).toEqual({ slot: 0, port: 2404, error });
  });

  it('that was closed meanwhile is not told', async () => {
    await open({}, 'hold');
    host.pause();
    host.serve();
    expect([host.isListening, listening(), announced()]).toEqual([false, 0, []]);
  });
});

describe('a master that was taken', () => {
  it('and left before its first octet came counts as unheard', () => {
    connect('10.0.0.1')?.closed();
    expect(counted()).toEqual({ ACCEPTED: 1, CLOSED_UNHEARD: 1 });
  });

  it('and spoke does not, nor one that waited for a restart', async () => {
    await open({}, 'hold');
    connect('10.0.0.1');
    host.serve();
    const [link] = station.rtu.links;
    link.receive(Uint8Array.of(0x68), 1, 0);
    link.close('PEER_CLOSED', 'closed by the peer', 0);
    expect(counted()).toEqual({ ACCEPTED: 1 });
  });
});

describe('a master that is taken', () => {
  it('is of the redundancy group of its address', async () => {
    await open({ group: [['10.0.0.1'], ['10.1.0.0/16']] });
    connect('::ffff:10.1.2.3');
    expect([...station.rtu.links].map(({ group }) => group)).toEqual([1]);
  });
});

describe('the socket of a master', () => {
  const reason = (): string | undefined => station.log.find(({ event }) => event === 'disconnect')?.detail;

  it('gives its octets to the keeper, which says how many it took', () => {
    const events = connect('10.0.0.1');
    expect(events?.received(Uint8Array.of(1, 2, 3), 3)).toBe(3);
    expect(received).toEqual([[1, 2, 3]]);
  });

  it('that ended is closed on this side too', () => {
    connect('10.0.0.1')?.ended();
    expect([reason(), ended]).toEqual(['PEER_CLOSED: closed by the peer', 1]);
  });

  it('that failed ends its link with what the system said', () => {
    const events = connect('10.0.0.1');
    events?.failed('read ECONNRESET');
    events?.closed();
    expect([reason(), gone]).toEqual(['SOCKET_ERROR: read ECONNRESET', 1]);
  });

  it('that is closed ends its link', () => {
    connect('10.0.0.1')?.closed();
    expect([reason(), gone]).toEqual(['PEER_CLOSED: closed by the peer', 1]);
  });
});
