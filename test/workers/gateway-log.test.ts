/** Lines of a group's log (`docs/gateway.md` §7). */
import { beforeEach, describe, expect, it } from 'vitest';
import { MASTER_COUNTER } from '../../src/gateway/counters.js';
import { DialPlan } from '../../src/gateway/dial-plan.js';
import type { GatewayLink, GatewayLogEvent, GroupHost } from '../../src/gateway/ports.js';
import { fromHex } from '../support/raw-peer.js';
import { type GatewayKit, groupDefinition, openGateway } from './gateway-kit.js';

const LOG = 'Alpha-7-2404-S.csv';
const RTU = { side: 'rtu', peer: '10.0.0.1:2405' } as GatewayLink;
const MASTER = { side: 'master', peer: '10.1.0.1:40001' } as GatewayLink;

let kit: GatewayKit;
let host: GroupHost;

function open(changes: Parameters<typeof groupDefinition>[0] = {}, signals: 'all' | 'none' = 'none'): void {
  const groups = [groupDefinition(changes)];
  kit = openGateway(groups, signals);
  kit.shard.requests.load({ groups, stamps: new Map() });
  host = kit.group().host;
  kit.events.length = 0;
}

beforeEach(() => open());

const event = (what: GatewayLogEvent, link: GatewayLink | undefined, detail: string) =>
  host.log.event(kit.machine.nowMs, what, link, detail);

/** An ASDU in hex, behind two octets that are not of it. */
function asdu(hex: string, detail = '', what: GatewayLogEvent = 'request'): void {
  const octets = Buffer.from(`ffff${hex.replaceAll(' ', '')}ff`, 'hex');
  host.log.asdu(kit.machine.nowMs, what, MASTER, 'rx', { octets, at: 2, end: octets.length - 1 }, detail);
}

/** The lines so far, without the first, which is of the group's start. */
async function lines(): Promise<string[]> {
  return (await kit.log(LOG)).slice(1).map((line) => line.slice(line.indexOf(',') + 1));
}

describe('the log', () => {
  it('has its header, and a line of the own wall time for each event', async () => {
    event('connect', MASTER, '');
    const text = await kit.log(LOG);
    expect(kit.machine.file.header).toBe('time,event,link,direction,type id,COT,OA,CA,IOA,value,detail\n');
    expect(text).toEqual([
      '2026-11-22 10:03:11.000000,start,,,,,,,,,starts',
      '2026-11-22 10:03:11.000000,connect,master 10.1.0.1:40001,,,,,,,,',
    ]);
  });

  it('follows the corrected clock', async () => {
    kit.shard.take({ kind: 'clock', wallOffsetMs: new Date(2026, 0, 1).getTime() });
    event('warning', RTU, 'a, "b"');
    expect((await kit.log(LOG))[1]).toBe(
      '2026-01-01 00:00:01.000000,warning,rtu 10.0.0.1:2405,,,,,,,,"a, ""b"""',
    );
  });

  it('of a group that writes none is no file; its events are told all the same', async () => {
    open({ log: 'none' }, 'all');
    event('connect', RTU, '');
    asdu('64 01 06 00 07 00 00 00 00 14');
    expect([host.log.data, await kit.log(LOG), kit.machine.opened]).toEqual([false, [], []]);
    expect(kit.links()).toEqual(['rtu connect 10.0.0.1:2405 -1/-1: ']);
  });

  it('of a group that writes none: what the gateway refuses is a warning all the same', () => {
    open({ log: 'none' });
    const refused = fromHex('2D 01 47 05 07 00 64 00 00 01');
    host.log.asdu(
      1000,
      'reply',
      RTU,
      'tx',
      { octets: refused, at: 0, end: refused.length },
      'refused: 10.0.0.9:1 commands this point',
    );
    expect(kit.links()).toEqual([
      'rtu warning 10.0.0.1:2405 -1/-1: type 45, CA 7, IOA 100: negative; refused: 10.0.0.9:1 commands this point',
    ]);
  });

  it('takes data of the RTU only where all signals are logged', () => {
    expect(host.log.data).toBe(false);
    open({}, 'all');
    expect(host.log.data).toBe(true);
  });

  it('counts lines that are lost', async () => {
    event('warning', undefined, 'x'.repeat(5000));
    expect([await lines(), kit.table.get(0, 'LOG_LOST')]).toEqual([[], 1]);
  });
});

describe('an ASDU', () => {
  it('of a request has its qualifier, of a command its value and whether it selects', async () => {
    asdu('64 01 06 05 07 00 00 00 00 14', 'waits for the RTU');
    asdu('2E 01 06 00 07 00 0A 00 00 82');
    asdu('2E 01 47 00 07 00 0A 00 00 02', '1.2 ms', 'reply');
    asdu('65 01 86 00 07 00 00 00 00 45');
    expect(await lines()).toEqual([
      'request,master 10.1.0.1:40001,rx,100,6,5,7,0,20,waits for the RTU',
      'request,master 10.1.0.1:40001,rx,46,6,0,7,10,2,select',
      'reply,master 10.1.0.1:40001,rx,46,7,0,7,10,2,negative; 1.2 ms',
      'request,master 10.1.0.1:40001,rx,101,6,0,7,0,5,test; freeze 1',
    ]);
  });

  it('has a line for each object, with its quality and its time tag', async () => {
    // Two scaled values from 100 on, the second invalid and out of range; a single point with its time.
    asdu('0B 82 03 00 07 00 64 00 00 0A 00 00 FF FF 81', '', 'data');
    asdu('1E 01 03 00 07 00 01 00 00 01 E8 03 05 0C 19 0B 1A', '', 'data');
    expect(await lines()).toEqual([
      'data,master 10.1.0.1:40001,rx,11,3,0,7,100,10,',
      'data,master 10.1.0.1:40001,rx,11,3,0,7,101,-1,IV OV',
      'data,master 10.1.0.1:40001,rx,30,3,0,7,1,1,2026-11-25 12:05:01.000',
    ]);
  });

  it('of a clock sync has the time as its value', async () => {
    asdu('67 01 06 00 07 00 00 00 00 E8 03 05 0C 19 0B 1A');
    expect(await lines()).toEqual(['request,master 10.1.0.1:40001,rx,103,6,0,7,0,2026-11-25 12:05:01.000,']);
  });

  it('of a type outside the table, or whose objects are cut off, has its octets in hex', async () => {
    asdu('C8 01 03 00 07 00 01 00 00 DE AD', 'passed on');
    asdu('01 02 03 00 07 00 01 00 00 01');
    asdu('01 02 03');
    expect(await lines()).toEqual([
      'request,master 10.1.0.1:40001,rx,200,3,0,7,,010000DEAD,passed on',
      'request,master 10.1.0.1:40001,rx,1,3,0,7,,01000001,"2 objects of type 1 take 8 octets, found 4"',
      'request,master 10.1.0.1:40001,rx,,,,,,010203,header incomplete',
    ]);
  });
});

describe('dials that fail', () => {
  it('have two lines a minute, with the number of those between', async () => {
    for (let second = 0; second <= 60; second++) {
      kit.machine.nowMs = 1000 + second * 1000;
      event('dial', undefined, '10.0.0.1:2405: connection refused');
    }
    expect(await lines()).toEqual([
      'dial,,,,,,,,,10.0.0.1:2405: connection refused',
      'dial,,,,,,,,,10.0.0.1:2405: connection refused',
      'dial,,,,,,,,,10.0.0.1:2405: connection refused; 58 more times in 58.0 s before',
    ]);
    expect(kit.links()).toHaveLength(3);
  });

  it('for an hour, with both hosts of the RTU dead: two lines a minute, and every dial in one of them', async () => {
    const hosts = [
      { host: '10.0.0.1', port: 2405 },
      { host: '10.0.0.2', port: 2405 },
    ];
    const plan = new DialPlan({ hosts, retryFirstMs: 1000, retryMostMs: 10_000 }, () => 0);
    plan.start(0);
    let dials = 0;
    while (plan.nextDeadline < 3_600_000) {
      kit.machine.nowMs = plan.nextDeadline;
      event('dial', undefined, `${plan.take().host.host}: connection refused`);
      plan.dialFailed(kit.machine.nowMs);
      dials++;
    }
    event('connect', RTU, '');
    const told = (await lines()).filter((line) => line.startsWith('dial'));
    // Rounds of two at 0, 1, 3, 7, 15 s, then each 10 s: 5 + 358 rounds.
    expect(dials).toBe(726);
    expect(told.length).toBeLessThanOrEqual(2 * 60 + 1);
    const counted = told.map(
      (line) => Number(/(\d+) more times? in/.exec(line)?.[1] ?? 0) + (line.includes('the last:') ? 0 : 1),
    );
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(dials);
    expect(told.join('\n').length).toBeLessThan(10_000);
  });

  it('are all told before the connection that comes through', async () => {
    for (let i = 0; i < 5; i++) event('dial', undefined, '10.0.0.1:2405: connection refused');
    kit.machine.nowMs += 2000;
    event('connect', RTU, '');
    expect(await lines()).toEqual([
      'dial,,,,,,,,,10.0.0.1:2405: connection refused',
      'dial,,,,,,,,,10.0.0.1:2405: connection refused',
      'dial,,,,,,,,,"3 more times in 2.0 s, the last: 10.0.0.1:2405: connection refused"',
      'connect,rtu 10.0.0.1:2405,,,,,,,,',
    ]);
  });

  it('are all told at the end', async () => {
    for (let i = 0; i < 3; i++) event('dial', undefined, 'connection refused');
    void kit.shard.close();
    expect((await lines()).at(-1)).toBe('dial,,,,,,,,,"1 more time in 0.0 s, the last: connection refused"');
  });
});

describe('links to an RTU that end at once', () => {
  const CONNECT = 'connect,rtu 10.0.0.1:2405,,,,,,,,';
  const LISTEN = 'listen,,,,,,,,,1 of 1 ports open';
  const END = 'disconnect,rtu 10.0.0.1:2405,,,,,,,,PEER_CLOSED: closed by the peer';
  const DIAL = 'dial,,,,,,,,,"10.0.0.1:2405: connected, and ended at once: PEER_CLOSED: closed by the peer"';

  function connect(): void {
    event('connect', RTU, '');
    event('listen', undefined, '1 of 1 ports open');
  }

  /** Links ten seconds apart, each with its end after 5 ms. */
  async function short(links: number): Promise<void> {
    for (let i = 0; i < links; i++) {
      await kit.machine.passTo(kit.machine.nowMs + 9995);
      connect();
      await kit.machine.passTo(kit.machine.nowMs + 5);
      event('disconnect', RTU, 'PEER_CLOSED: closed by the peer');
    }
  }

  it('are told as dials that fail from the fourth on', async () => {
    await short(6);
    const link = [CONNECT, LISTEN, END];
    expect(await lines()).toEqual([...link, ...link, ...link, DIAL, DIAL]);
    expect(kit.links()).toHaveLength(3 * 3 + 2);
  });

  it('one on which something happens, or that lasts, is told as a link', async () => {
    await short(3);
    await kit.machine.passTo(kit.machine.nowMs + 9995);
    connect();
    event('connect', MASTER, '');
    expect((await lines()).slice(9)).toEqual([CONNECT, LISTEN, 'connect,master 10.1.0.1:40001,,,,,,,,']);
    event('disconnect', RTU, 'PEER_CLOSED: closed by the peer');
    connect();
    expect((await lines()).slice(12)).toEqual([END]);
    await kit.machine.passTo(kit.machine.nowMs + 10_000);
    expect((await lines()).slice(13)).toEqual([CONNECT, LISTEN]);
    // It was a good one: the next short one is told.
    event('disconnect', RTU, 'PEER_CLOSED: closed by the peer');
    await short(1);
    expect((await lines()).slice(15)).toEqual([END, CONNECT, LISTEN, END]);
  });
});

describe('events that come in floods', () => {
  it('are joined after ten in a second; of refusals the coordinator hears the number too', async () => {
    for (let i = 0; i < 30; i++) event('refuse', undefined, `10.9.0.1:${40_000 + i}: not of the filter`);
    expect(kit.links()).toHaveLength(10);
    await kit.machine.passTo(3000);
    const last =
      'connections refused 20 more times in 1.0 s from 10.9.0.1, the last from port 40029: not of the filter';
    expect(kit.links().slice(10)).toEqual([`group refuse  -1/-1: ${last}`]);
    expect((await lines()).slice(10)).toEqual([`refuse,,,,,,,,,"${last}"`]);
  });

  it('warnings and holds, too: a peer can cause them without end', async () => {
    for (let i = 0; i < 30; i++) event('warning', MASTER, 'TESTFR con');
    for (let i = 0; i < 30; i++) event('hold', MASTER, 'held');
    expect(kit.links()).toHaveLength(21);
    await kit.machine.passTo(3000);
    const text = (await lines()).filter((line) => line.includes('more times'));
    expect(text).toEqual([
      'warning,,,,,,,,,"warnings 20 more times in 0.0 s from 10.1.0.1, the last from port 40001: TESTFR con"',
      'hold,,,,,,,,,"changes 20 more times in 1.0 s from 10.1.0.1, the last from port 40001: held"',
    ]);
  });

  it('of connections are told to the coordinator one by one', async () => {
    for (let i = 0; i < 30; i++) event('connect', MASTER, '');
    expect(kit.links()).toHaveLength(30);
    await kit.machine.passTo(3000);
    expect(kit.links()).toHaveLength(30);
    expect((await lines()).slice(10)).toEqual([
      'connect,,,,,,,,,"connections 20 more times in 1.0 s from 10.1.0.1, the last from port 40001"',
    ]);
  });
});

it('what only the log is for is not told', () => {
  for (const what of ['start', 'request', 'reply', 'data', 'own'] as const) event(what, MASTER, '');
  expect(kit.links()).toEqual([]);
});

it('of a master its place is told, and remembered when it has lost it', () => {
  const link = kit.group().admit(0, '10.1.0.1', 40_001, 1000);
  if (typeof link === 'string') throw new Error(link);
  kit.table.master(0, 0)[MASTER_COUNTER.CONNECTION] = 9;
  kit.group().masters[0] = undefined;
  event('disconnect', link, '');
  event('connect', MASTER, '');
  expect(kit.links().slice(1)).toEqual([
    'master disconnect 10.1.0.1:40001 0/1: ',
    'master connect 10.1.0.1:40001 -1/-1: ',
  ]);
});
