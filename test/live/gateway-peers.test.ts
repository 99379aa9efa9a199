/** RTUs and masters that fail, break rules or change over, on real sockets (`docs/gateway.md` §3). Octets by hand, after `docs/protocol.md`. */
import { describe, expect, it } from 'vitest';
import type { GroupDefinition } from '../../src/gateway/definition.js';
import { soon } from '../support/patience.js';
import {
  asduOf,
  expectAlive,
  iFrame,
  nextAsdus,
  type RawListener,
  type RawPeer,
  STARTDT_ACT,
  STARTDT_CON,
  sFrame,
  startTransfer,
  TESTFR_ACT,
} from '../support/raw-peer.js';
import { openRtu, TestGateway } from '../support/test-gateway.js';

const STOPDT_ACT = '68 04 13 00 00 00';
const STOPDT_CON = '68 04 23 00 00 00';
/** Single point of CA 1 at IOA `n` (below 256), on: COT 3. */
const point = (n: number): string =>
  `01 01 03 00 01 00 ${n.toString(16).padStart(2, '0').toUpperCase()} 00 00 01`;
const interrogation = (cot: string): string => `64 01 ${cot} 00 01 00 00 00 00 14`;
/** Single command of CA 1 at IOA 100: on. */
const command = (cot: string, oa = '00'): string => `2D 01 ${cot} ${oa} 01 00 64 00 00 01`;

/** A gateway with one group, whose RTU the test plays. */
async function startWith(changes: Partial<GroupDefinition> = {}) {
  const { rtu, hosts } = await openRtu();
  const gateway = await TestGateway.start([
    { hosts, eoi: 'never', retryFirstMs: 100, retryMostMs: 100, ...changes },
  ]);
  return { rtu, gateway };
}

/** The next connection of the gateway to the RTU, which a master that is started has it start. */
async function startRtu(
  rtu: RawListener,
  gateway: TestGateway,
): Promise<{ station: RawPeer; master: RawPeer }> {
  const station = await rtu.accept();
  const master = await gateway.master();
  await startTransfer(master);
  await station.expect(STARTDT_ACT);
  station.send(STARTDT_CON);
  return { station, master };
}

const lost = (gateway: TestGateway): string[] =>
  gateway.links().filter((line) => line.startsWith('rtu disconnect'));

describe('an RTU', () => {
  it('that answers no STARTDT, or goes silent later, is given up within t1, and dialled again', async () => {
    const { rtu, gateway } = await startWith({ t1Ms: 700, t3Ms: 800 });
    const mute = await rtu.accept();
    const waiting = await gateway.master();
    await startTransfer(waiting);
    await mute.expect(STARTDT_ACT);
    // Before STARTDT con the RTU gets no request.
    waiting.sendI(0, 0, command('06'));
    await waiting.expectClosed();
    const { station, master } = await startRtu(rtu, gateway);
    await station.expect(TESTFR_ACT);
    expect(await master.next()).toBe(TESTFR_ACT);
    await soon(() =>
      expect(lost(gateway)).toEqual([
        expect.stringMatching(/^rtu disconnect: T1_CONTROL: no STARTDT con/),
        expect.stringMatching(/^rtu disconnect: T1_TESTFR: no TESTFR con/),
      ]),
    );
    // Never late: it was not sent on the next link.
    expect(station.waiting.filter((frame) => frame.length > TESTFR_ACT.length)).toEqual([]);
    await rtu.accept();
  });

  it('that resets in the middle of an interrogation, a command and an APDU: nothing is sent again, and no part passes', async () => {
    const { rtu, gateway } = await startWith();
    const { station, master } = await startRtu(rtu, gateway);
    master.sendI(0, 0, interrogation('06'));
    master.sendI(1, 0, command('06', '09'));
    // Whether the command overtakes the interrogation depends on when the RTU's confirmation is read.
    const asked = [command('06', '01'), interrogation('06').replace('06 00', '06 01')];
    expect((await nextAsdus(station, 2)).sort()).toEqual(asked);
    // The confirmation and one datum, then half a frame.
    const datum = '01 01 14 00 01 00 05 00 00 01';
    station.sendI(0, 2, interrogation('07'));
    station.sendI(1, 2, datum);
    station.send(iFrame(2, 2, point(9)).slice(0, 9 * 3));
    expect(await nextAsdus(master, 2)).toEqual([interrogation('07'), datum]);
    station.reset();
    await master.expectClosed();

    const next = await startRtu(rtu, gateway);
    next.station.sendI(0, 0, point(1));
    expect(await nextAsdus(next.master, 1)).toEqual([point(1)]);
    expect(next.station.waiting).toEqual([]);
    // The point is free, and the interrogation is not under way any more.
    next.master.sendI(0, 1, command('06'));
    next.master.sendI(1, 1, interrogation('06'));
    expect((await nextAsdus(next.station, 2)).map((asdu) => asdu.slice(0, 2)).sort()).toEqual(['2D', '64']);
    expect(gateway.gateway.table.get(0, 'CONFLICTS')).toBe(0);
  });

  it('whose first address dies is served by its second', async () => {
    const [one, two] = [await openRtu(), await openRtu()];
    const { gateway } = await startWith({ hosts: [...one.hosts, ...two.hosts] });
    const first = await one.rtu.accept();
    const port = await gateway.port();
    one.rtu.close();
    first.close();
    const { station, master } = await startRtu(two.rtu, gateway);
    station.sendI(0, 0, point(1));
    expect(await nextAsdus(master, 1)).toEqual([point(1)]);
    expect([await gateway.port(), gateway.gateway.table.get(0, 'RTU_HOST')]).toEqual([port, 1]);
  });
});

describe('a master that breaks a rule', () => {
  const FAULTS: [string, boolean, string][] = [
    ['a wrong N(S)', true, iFrame(3, 0, interrogation('06'))],
    ['an N(R) beyond V(S)', true, sFrame(5)],
    ['a start octet 0x69', true, '69 04 43 00 00 00'],
    ['a length of 3', true, '68 03 43 00 00'],
    ['an I frame while stopped', false, iFrame(0, 0, interrogation('06'))],
    ['a command whose octets do not fit', true, iFrame(0, 0, '2D 01 06 00 01 00 64 00 00')],
  ];

  it('is closed alone; the RTU hears nothing of it, the others lose nothing', async () => {
    const { rtu, gateway } = await startWith({ w: 100, k: 100 });
    const { station, master } = await startRtu(rtu, gateway);
    let sent = 0;
    for (const [what, isStarted, frame] of FAULTS) {
      const bad = await gateway.master();
      if (isStarted) await startTransfer(bad);
      bad.send(frame);
      await bad.expectClosed();
      station.sendI(sent++, 0, point(sent));
      expect([what, ...(await nextAsdus(master, 1))]).toEqual([what, point(sent)]);
    }
    await expectAlive(station);
    expect(gateway.links().filter((line) => line.startsWith('master disconnect'))).toHaveLength(
      FAULTS.length,
    );
  });
});

describe('masters', () => {
  it('change over: one stops, the other starts; no event is missed, none comes twice', async () => {
    const { rtu, gateway } = await startWith();
    const { station, master } = await startRtu(rtu, gateway);
    const other = await gateway.master();
    station.sendI(0, 0, point(1));
    expect(await nextAsdus(master, 1)).toEqual([point(1)]);
    master.send(`${sFrame(1)} ${STOPDT_ACT}`);
    await master.expect(STOPDT_CON);
    // The RTU is acknowledged before it is stopped; two events cross its STOPDT act.
    await station.expect(sFrame(1));
    await station.expect(STOPDT_ACT);
    station.send(`${iFrame(1, 0, point(2))} ${iFrame(2, 0, point(3))}`);
    await station.expect(sFrame(3));
    station.send(STOPDT_CON);
    await startTransfer(other);
    expect(await nextAsdus(other, 2)).toEqual([point(2), point(3)]);
    await station.expect(STARTDT_ACT);
    station.send(STARTDT_CON);
    station.sendI(3, 0, point(4));
    expect(await nextAsdus(other, 1)).toEqual([point(4)]);
    expect([other.waiting, master.waiting]).toEqual([[], []]);
    expect(gateway.gateway.table.get(0, 'UNDELIVERED')).toBe(0);
  });

  it('are admitted by filter, address of the RTU, number and same ip', async () => {
    const rtus = [await openRtu(), await openRtu()];
    const filter = ['127.0.0.1', '127.0.0.2', '127.0.1.0/24'];
    const ports = [{ port: 0, bind: '127.0.0.1', name: '', filter, admitsNobody: false }];
    const groups: Partial<GroupDefinition>[] = [
      { hosts: rtus[0].hosts, ports, rtuIp: 'refuse', connections: 2, sameIp: 'old' },
      { hosts: rtus[1].hosts, connections: 2, sameIp: 'new' },
    ];
    const gateway = await TestGateway.start(groups);
    for (const { rtu } of rtus) await rtu.accept();
    const refused = async (from: string): Promise<void> => (await gateway.master(0, from)).expectClosed();
    await refused('127.0.0.3');
    await refused('127.0.0.1');
    const first = await gateway.master(0, '127.0.0.2');
    await expectAlive(first);
    await refused('127.0.0.2');
    await expectAlive(await gateway.master(0, '127.0.1.7'));
    await refused('127.0.1.8');
    const { table } = gateway.gateway;
    const names = ['REFUSED_FILTER', 'REFUSED_RTU_IP', 'REFUSED_CONNECTIONS', 'REFUSED_SAME_IP'] as const;
    expect(names.map((name) => table.get(0, name))).toEqual([1, 1, 1, 1]);

    const old = await gateway.master(1, '127.0.0.2');
    await expectAlive(old);
    await expectAlive(await gateway.master(1, '127.0.0.3'));
    // As many as allowed are there; the new one takes the place of the old.
    await expectAlive(await gateway.master(1, '127.0.0.2'));
    await old.expectClosed();
    expect(gateway.links(1)).toContainEqual(
      'master disconnect: SAME_IP: a newer master of 127.0.0.2 took its place',
    );
  });

  it('that hang up leave their place at once', async () => {
    const { rtu, gateway } = await startWith({ connections: 1, sameIp: 'old' });
    await rtu.accept();
    for (let times = 0; times < 5; times++) {
      const master = await gateway.master();
      await expectAlive(master);
      master.close();
      await master.expectClosed();
    }
    expect(gateway.gateway.table.get(0, 'ACCEPTED')).toBe(5);
    expect(gateway.gateway.table.get(0, 'REFUSED_SAME_IP')).toBe(0);
  });
});

it('a command behind the closed window of the RTU is refused after command_hold, and never sent', async () => {
  const { rtu, gateway } = await startWith({ k: 1, commandHoldMs: 50 });
  const { station, master } = await startRtu(rtu, gateway);
  // Reading is not a command: it takes the window.
  const read = '66 01 05 00 01 00 05 00 00';
  master.sendI(0, 0, read);
  expect(await nextAsdus(station, 1)).toEqual(['66 01 05 01 01 00 05 00 00']);
  master.sendI(1, 0, command('06', '07'));
  expect(asduOf(await master.next())).toBe(command('47', '07'));
  master.send(sFrame(1));
  station.send(sFrame(1));
  station.sendI(0, 1, point(1));
  expect(asduOf(await master.next())).toBe(point(1));
  await expectAlive(station);
  expect(gateway.gateway.table.get(0, 'EXPIRED')).toBe(1);
});
