/** A shard of the gateway: its groups' sockets, ports and events (`docs/gateway.md` §3). */
import { beforeEach, describe, expect, it } from 'vitest';
import { GROUP_COUNTER } from '../../src/gateway/counters.js';
import { type FakeConnection, type GatewayKit, groupDefinition, openGateway, PORT } from './gateway-kit.js';

const REFUSED = { code: 'ECONNREFUSED', reason: 'connection refused', detail: '' };

let kit: GatewayKit;

beforeEach(() => {
  kit = openGateway();
});

/** Loads the groups and lets the first dial of the first group come through. `meanwhile`: before it does. */
async function up(groups = [groupDefinition()], meanwhile: () => void = () => {}): Promise<FakeConnection> {
  expect(kit.shard.requests.load({ groups, stamps: new Map() })).toBe(groups.length);
  await kit.machine.settle();
  await kit.machine.passTo(kit.machine.nowMs);
  meanwhile();
  const rtu = kit.net.answer();
  await kit.machine.settle();
  return rtu;
}

describe('the ports of a group', () => {
  it('are closed until its RTU is connected', async () => {
    kit.shard.requests.load({ groups: [groupDefinition()], stamps: new Map() });
    await kit.machine.passTo(kit.machine.nowMs);
    expect(kit.net.dials.map(({ to, t0Ms }) => `${to} ${t0Ms}`)).toEqual(['10.0.0.1:2405 3000']);
    expect(kit.net.come(':2404')).toBeUndefined();
    kit.net.answer();
    await kit.machine.settle();
    expect(kit.group().calls).toEqual(['listening 1']);
    expect(kit.net.come(':2404')?.socket).toBeDefined();
  });

  it('are closed when the RTU ends its connection, and so are the masters', async () => {
    const { machine, net } = kit;
    const rtu = await up();
    const master = net.come(':2404');
    rtu.socket?.events.ended();
    await machine.settle();
    expect([rtu.socket?.destroyed, master?.socket?.destroyed]).toEqual([true, true]);
    expect(net.come(':2404')).toBeUndefined();
    expect(kit.links()).toEqual([
      'rtu connect 10.0.0.1:2405 -1/-1: ',
      'master connect 10.1.0.1:40001 0/1: ',
      'rtu disconnect 10.0.0.1:2405 -1/-1: PEER_CLOSED',
      'master disconnect 10.1.0.1:40001 0/1: RTU_LOST',
    ]);
    await machine.passTo(2000);
    expect(net.dials).toHaveLength(1);
  });

  it('that can not be opened are tried once more soon, without a word', async () => {
    await up(undefined, () => kit.net.taken.add(2404));
    kit.net.taken.clear();
    await kit.machine.passTo(1100);
    expect(kit.group().calls).toEqual(['listening 1']);
    expect(kit.events.filter(({ kind }) => kind === 'trouble')).toEqual([]);
  });

  it('that can not be opened are told once, and tried every three seconds until they can', async () => {
    await up(undefined, () => kit.net.taken.add(2404));
    await kit.machine.passTo(10_000);
    expect(kit.events.filter(({ kind }) => kind === 'trouble')).toEqual([
      {
        kind: 'trouble',
        slot: 0,
        detail: 'group 1 Alpha: port 2404 is in use by another program; tried again until it can',
      },
    ]);
    kit.net.taken.clear();
    await kit.machine.passTo(10_099);
    expect(kit.group().calls).toEqual([]);
    await kit.machine.passTo(10_100);
    expect(kit.group().calls).toEqual(['listening 1']);
  });

  it('that another program has are told once, and the RTU is not dialled until one is free', async () => {
    kit.net.taken.add(2404).add(2406);
    const ports = [PORT, { ...PORT, port: 2406 }];
    kit.shard.requests.load({ groups: [groupDefinition({ ports })], stamps: new Map() });
    await kit.machine.passTo(10_000);
    expect(kit.net.dials).toEqual([]);
    expect(kit.events.filter(({ kind }) => kind === 'trouble')).toEqual([
      {
        kind: 'trouble',
        slot: 0,
        detail: 'group 1 Alpha: port 2404 is in use by another program; tried again until it can',
      },
    ]);
    kit.net.taken.delete(2406);
    await kit.machine.passTo(13_000);
    expect(kit.net.dials).toHaveLength(1);
    expect(kit.net.open.size).toBe(0);
  });

  it('are not opened any more when the RTU was lost meanwhile', async () => {
    await up(undefined, () => kit.net.taken.add(2404));
    kit.group().rtu?.close('T1_TESTFR', '');
    kit.net.taken.clear();
    await kit.machine.passTo(3999);
    expect(kit.net.open.size).toBe(0);
  });

  it('do not stay open if the RTU is lost while they are opened', async () => {
    kit.shard.requests.load({ groups: [groupDefinition()], stamps: new Map() });
    await kit.machine.passTo(kit.machine.nowMs);
    kit.net.answer();
    kit.group().rtu?.close('T1_TESTFR', '');
    await kit.machine.settle();
    expect([kit.net.open.size, kit.group().calls]).toEqual([0, []]);
  });

  it('refuse masters that wait for their turn when they are closed', async () => {
    await up();
    // Four are opened in a turn.
    const masters = [1, 2, 3, 4, 5].map((i) => kit.net.come(':2404', '10.1.0.1', 40_000 + i));
    kit.group().rtu?.close('T1_TESTFR', '');
    await kit.machine.settle();
    expect(masters.map((master) => master?.isRefused)).toEqual([false, false, false, false, true]);
    expect(masters.map((master) => master?.socket?.destroyed)).toEqual([true, true, true, true, undefined]);
  });

  it('with the number 0 are told, and opened again with the same number', async () => {
    const groups = [groupDefinition({ ports: [{ ...PORT, port: 0 }] })];
    await up(groups);
    expect(kit.events.filter(({ kind }) => kind === 'port')).toEqual([
      { kind: 'port', slot: 0, port: 0, number: 40_001 },
    ]);
    kit.group().rtu?.close('T1_TESTFR', '');
    await kit.machine.passTo(2000);
    kit.net.answer();
    await kit.machine.settle();
    expect([...kit.net.open.keys()]).toEqual([':40001']);
  });
});

describe('a dial', () => {
  it('that fails is told to the group with address and reason', async () => {
    kit.shard.requests.load({ groups: [groupDefinition()], stamps: new Map() });
    await kit.machine.passTo(1000);
    kit.net.answer(REFUSED);
    expect(kit.links()).toEqual(['group dial  -1/-1: 10.0.0.1:2405: connection refused']);
    await kit.machine.passTo(1999);
    expect(kit.net.dials).toHaveLength(0);
    await kit.machine.passTo(2000);
    expect(kit.net.dials).toHaveLength(1);
  });

  it('is given up when the shard ends', async () => {
    kit.shard.requests.load({ groups: [groupDefinition()], stamps: new Map() });
    await kit.machine.passTo(1000);
    void kit.shard.close();
    expect([kit.net.dials.length, kit.net.cancelled]).toEqual([0, 1]);
    expect(kit.group().calls).toEqual(['stop: the gateway stops']);
  });
});

describe('a link', () => {
  it('takes octets, is pumped once a turn, and hears what was written', async () => {
    await up();
    const socket = kit.net.come(':2404')?.socket;
    const [link] = kit.group().masters;
    await kit.machine.settle();
    if (link === undefined || socket === undefined) throw new Error('no master');
    link.calls.length = 0;
    link.next = '680443000000';
    socket.receive('68 04 07 00 00 00');
    expect(socket.written).toEqual([]);
    await kit.machine.settle();
    expect(socket.written).toEqual(['680443000000']);
    expect(link.calls).toEqual(['receive 680407000000', 'written 6']);
  });

  it('is woken for what it had to send before it had a socket', async () => {
    await up();
    const { group } = kit;
    const admit = group().admit.bind(group());
    group().admit = (...visitor) => {
      const link = admit(...visitor);
      if (typeof link === 'object') Object.assign(link, { next: '680443000000' });
      return link;
    };
    const socket = kit.net.come(':2404')?.socket;
    await kit.machine.settle();
    expect(socket?.written).toEqual(['680443000000']);
  });

  it('does what is due', async () => {
    await up();
    kit.net.come(':2404');
    const [link] = kit.group().masters;
    if (link === undefined) throw new Error('no master');
    link.deadlineMs = 5000;
    kit.group().host.wake(link);
    await kit.machine.passTo(4999);
    expect(link.calls).toEqual([]);
    await kit.machine.passTo(5000);
    expect(link.calls).toEqual(['tick 5000']);
  });

  it('of a master is closed by hand if it still has its place', async () => {
    await up();
    const socket = kit.net.come(':2404')?.socket;
    const close = (place: number, connection: number) => kit.shard.requests.closeMaster(0, place, connection);
    expect([close(0, 2), close(1, 1), kit.shard.requests.closeMaster(5, 0, 1)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(socket?.destroyed).toBe(false);
    expect(close(0, 1)).toBe(true);
    expect(socket?.destroyed).toBe(true);
    expect(kit.links().at(-1)).toBe('master disconnect 10.1.0.1:40001 0/1: SHUTDOWN');
  });
});

describe('a master', () => {
  it('that the filter of its port does not hold is closed unread', async () => {
    kit = openGateway([groupDefinition({ ports: [{ ...PORT, filter: ['10.1.0.0/16'] }] })]);
    await up([groupDefinition({ ports: [{ ...PORT, filter: ['10.1.0.0/16'] }] })]);
    const refused = kit.net.come(':2404', '::ffff:10.2.0.1');
    expect([refused?.isRefused, refused?.socket]).toEqual([true, undefined]);
    expect(kit.links().at(-1)).toBe('group refuse  -1/-1: 10.2.0.1:40001: not of the filter');
    expect(kit.net.come(':2404', '::ffff:10.1.0.1')?.socket).toBeDefined();
  });

  it('that has gone already is not admitted', async () => {
    await up();
    expect(kit.net.come(':2404', '')?.isRefused).toBe(true);
    expect(kit.links()).toHaveLength(1);
  });
});

describe('a restart', () => {
  const other = groupDefinition({ ports: [{ ...PORT, port: 2500 }] });

  it('ends the links and begins anew, with a log of its own', async () => {
    const rtu = await up();
    const socket = kit.net.come(':2404')?.socket;
    const before = kit.group();
    kit.table.group(0)[GROUP_COUNTER.QUEUE] = 5;
    kit.table.group(0)[GROUP_COUNTER.REQUESTS] = 6;
    expect(await kit.shard.requests.restart(other, 'T')).toBeUndefined();
    expect([socket?.destroyed, rtu.socket?.destroyed]).toEqual([true, true]);
    expect(before.calls.at(-1)).toBe('stop: the group is restarted');
    expect(kit.events.map(({ kind }) => kind).slice(-3)).toEqual(['link', 'link', 'begin']);
    expect([kit.table.get(0, 'QUEUE'), kit.table.get(0, 'REQUESTS')]).toEqual([0, 6]);
    expect([...kit.net.open.keys()]).toEqual([]);
    expect(kit.group()).not.toBe(before);
    expect(kit.table.get(0, 'RTU_CONNECTED')).toBe(0);
    await kit.machine.passTo(kit.machine.nowMs);
    kit.net.answer();
    await kit.machine.settle();
    expect([...kit.net.open.keys()]).toEqual([':2500']);
    expect(await kit.log('Alpha-7-2500-T.csv')).not.toEqual([]);
  });

  it('with a port that is in use is refused, and nothing changes', async () => {
    await up();
    kit.net.taken.add(2500);
    const socket = kit.net.come(':2404')?.socket;
    expect(await kit.shard.requests.restart(other, 'T')).toMatchObject({
      code: 'EADDRINUSE',
      message: 'port 2500 is in use by another program',
    });
    expect([socket?.destroyed, kit.made.length, [...kit.net.open.keys()]]).toEqual([false, 1, [':2404']]);
  });

  it('that only changes the address of its port closes the port to try the new one', async () => {
    await up();
    kit.net.come(':2404');
    kit.net.taken.add(2404);
    const moved = groupDefinition({ ports: [{ ...PORT, bind: '10.0.0.9' }] });
    expect(await kit.shard.requests.restart(moved, 'T')).toMatchObject({
      message: '10.0.0.9 port 2404 is in use by another program',
    });
    kit.net.taken.clear();
    await kit.machine.passTo(4000);
    expect([...kit.net.open.keys()]).toEqual([':2404']);
    expect(await kit.shard.requests.restart(moved, 'T')).toBeUndefined();
    expect(kit.made).toHaveLength(2);
  });

  it('that is refused leaves the port closed if the RTU was lost meanwhile', async () => {
    await up();
    kit.net.taken.add(2404);
    const moved = groupDefinition({ ports: [{ ...PORT, bind: '10.0.0.9' }] });
    const waiting = kit.shard.requests.restart(moved, 'T');
    kit.group().rtu?.close('T1_TESTFR', '');
    kit.net.taken.clear();
    expect(await waiting).toMatchObject({ code: 'EADDRINUSE' });
    await kit.machine.settle();
    expect(kit.net.open.size).toBe(0);
  });

  it('refuses masters while a new port is tried', async () => {
    await up();
    const waiting = kit.shard.requests.restart(other, 'T');
    const master = kit.net.come(':2500');
    expect(master?.isRefused).toBe(true);
    await waiting;
    expect(kit.net.come(':2500')).toBeUndefined();
  });
});

it('the clock of the logs follows the broadcasts; a shutdown ends the task', () => {
  expect(kit.shard.take({ kind: 'clock', wallOffsetMs: 5 })).toBe('go-on');
  expect(kit.shard.wallMs(10)).toBe(15);
  expect(kit.shard.take({ kind: 'shutdown' })).toBe('end');
});
