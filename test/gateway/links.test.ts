/** Links of a group: who dials, who is admitted, what starts and stops what. Frames by hand, after `docs/protocol.md` §1. */
import { describe, expect, it } from 'vitest';
import {
  EOI,
  GroupKit,
  groupDefinition,
  iFrame,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  sFrame,
  startedGroup,
  TESTFR_ACT,
  TESTFR_CON,
} from './gateway-kit.js';

/** Single point, spontaneous, CA 32: IOA `n`, on. */
const event = (n: number): string =>
  `01 01 03 00 20 00 ${n.toString(16).padStart(2, '0').toUpperCase()} 00 00 01`;

describe('the RTU', () => {
  it('is dialled first; the ports open when it is there, and close when it is lost', () => {
    const kit = new GroupKit();
    expect(kit.dials).toEqual(['10.0.0.1:2404']);
    expect(kit.isListening).toBe(false);
    const rtu = kit.connectRtu();
    expect(kit.isListening).toBe(true);
    expect(kit.counter('RTU_CONNECTED')).toBe(1);
    kit.lose(rtu);
    expect(kit.isListening).toBe(false);
    expect(kit.counter('RTU_CONNECTED')).toBe(0);
    expect(kit.counter('RTU_LOSSES')).toBe(1);
  });

  it('is tried host by host, then after a pause that doubles up to ten seconds', () => {
    const hosts = [
      { host: '10.0.0.1', port: 2404 },
      { host: '10.0.0.2', port: 2405 },
    ];
    const kit = new GroupKit(groupDefinition({ hosts }));
    const times: number[] = [];
    for (let dials = 1; dials <= 12; dials++) {
      expect(kit.dials).toHaveLength(dials);
      times.push(kit.nowMs);
      kit.group.dialFailed('refused', kit.nowMs);
      kit.serve();
      for (let ms = 0; kit.dials.length === dials && ms < 20_000; ms += 500) kit.advance(500);
    }
    // Pairs without a pause; pauses of 1, 2, 4, 8, 10 s.
    expect(times).toEqual([0, 0, 1000, 1000, 3000, 3000, 7000, 7000, 15_000, 15_000, 25_000, 25_000]);
    expect(kit.dials.slice(0, 4)).toEqual([
      '10.0.0.1:2404',
      '10.0.0.2:2405',
      '10.0.0.1:2404',
      '10.0.0.2:2405',
    ]);
  });

  it('that was there for long is dialled again at once, from the next host on; one that hangs up is not', () => {
    const hosts = [
      { host: '10.0.0.1', port: 2404 },
      { host: '10.0.0.2', port: 2405 },
    ];
    const kit = new GroupKit(groupDefinition({ hosts }));
    const rtu = kit.connectRtu();
    kit.advance(10_000);
    kit.lose(rtu);
    expect(kit.dials).toEqual(['10.0.0.1:2404', '10.0.0.2:2405']);
    kit.lose(kit.connectRtu());
    expect(kit.dials).toHaveLength(3);
    kit.lose(kit.connectRtu());
    expect(kit.dials).toHaveLength(3);
    kit.advance(1000);
    expect(kit.dials).toHaveLength(4);
  });

  it('gets no I frame and no request before its STARTDT con; without it the link ends after t1', () => {
    const kit = new GroupKit();
    const rtu = kit.connectRtu();
    const master = kit.startMaster();
    master.sendAsdus('64 01 06 00 20 00 00 00 00 14');
    expect(rtu.take()).toEqual([STARTDT_ACT]);
    kit.advance(600);
    rtu.send(STARTDT_CON);
    // GI of master 1: OA 1.
    expect(rtu.asdus()).toEqual(['64 01 06 01 20 00 00 00 00 14']);
    const other = new GroupKit();
    const silent = other.connectRtu();
    const waiting = other.startMaster();
    other.advance(14_999);
    expect(silent.ending).toBeUndefined();
    other.advance(1);
    expect(silent.ending).toBe('T1_CONTROL');
    expect(waiting.ending).toBe('RTU_LOST');
    expect(other.isListening).toBe(false);
  });

  it('gets STOPDT act when the last master stops, and STARTDT act when the next one starts', () => {
    const { rtu, masters, kit } = startedGroup(2);
    masters[0].send(STOPDT_ACT);
    expect(masters[0].take()).toEqual([STOPDT_CON]);
    expect(rtu.take()).toEqual([]);
    masters[1].send(STOPDT_ACT);
    expect(rtu.take()).toEqual([STOPDT_ACT]);
    expect(kit.counter('MASTERS_STARTED')).toBe(0);
    // A start while STOPDT con is awaited waits for it.
    masters[0].send(STARTDT_ACT);
    expect(masters[0].take()).toEqual([STARTDT_CON]);
    expect(rtu.take()).toEqual([]);
    rtu.send(STOPDT_CON);
    expect(rtu.take()).toEqual([STARTDT_ACT]);
  });

  it('stays started for `linger` after the last master has stopped', () => {
    const { rtu, masters, kit } = startedGroup(1, { lingerMs: 5000 });
    masters[0].send(STOPDT_ACT);
    kit.advance(4999);
    expect(rtu.take()).toEqual([]);
    kit.advance(1);
    expect(rtu.take()).toEqual([STOPDT_ACT]);
  });

  it('is acknowledged before STOPDT act', () => {
    const { rtu, masters } = startedGroup(1);
    rtu.sendAsdus(event(1), event(2));
    masters[0].send(STOPDT_ACT);
    expect(rtu.take()).toEqual([sFrame(2), STOPDT_ACT]);
  });

  it('that breaks a rule is closed with its code, and the masters with it', () => {
    const faults = [
      [iFrame(5, 0, event(1)), 'NS_OUT_OF_SEQUENCE'],
      [iFrame(0, 3, event(1)), 'NR_INVALID'],
      ['69 04 43 00 00 00', 'BAD_START'],
      ['68 03 43 00 00', 'BAD_LENGTH'],
      ['68 04 07 00 00 00', 'UNDEFINED_U'],
      // Two objects counted, one there.
      [iFrame(0, 0, '01 02 03 00 20 00 01 00 00 01'), 'MALFORMED_ASDU'],
    ];
    for (const [octets, code] of faults) {
      const { rtu, masters } = startedGroup(2);
      rtu.send(octets);
      expect([octets, rtu.ending]).toEqual([octets, code]);
      expect(masters.map(({ ending }) => ending)).toEqual(['RTU_LOST', 'RTU_LOST']);
    }
  });

  it('of which an I frame comes while stopped is closed', () => {
    const kit = new GroupKit();
    const rtu = kit.connectRtu();
    rtu.send(iFrame(0, 0, event(1)));
    expect(rtu.ending).toBe('I_WHILE_STOPPED');
  });

  it('is tested after t3 of silence and given up after t1 more', () => {
    const { kit, rtu, masters } = startedGroup(1);
    kit.advance(20_000);
    expect(rtu.take()).toEqual([TESTFR_ACT]);
    expect(masters[0].take()).toEqual([TESTFR_ACT]);
    masters[0].send(TESTFR_CON);
    kit.advance(15_000);
    expect(rtu.ending).toBe('T1_TESTFR');
    expect(masters[0].ending).toBe('RTU_LOST');
  });

  it('is lost: what lies ready is written before the masters are closed', () => {
    const { kit, rtu, masters } = startedGroup(1);
    rtu.link.receive(Uint8Array.from([]), 0, kit.nowMs);
    rtu.sendAsdus(event(1));
    kit.lose(rtu);
    expect(masters[0].asdus()).toEqual([event(1)]);
    expect(masters[0].ending).toBe('RTU_LOST');
  });
});

describe('masters', () => {
  it('are checked by filter, address of the RTU, number, and same ip, in this order', () => {
    const kit = new GroupKit(groupDefinition({ connections: 2, sameIp: 'old' }));
    kit.connectRtu('10.0.0.1:2404');
    kit.refused.add('10.9.9.9');
    expect(kit.tryMaster('10.9.9.9')).toContain('filter');
    expect(kit.tryMaster('10.0.0.1')).toContain('address of the RTU');
    kit.connectMaster('10.0.1.1');
    expect(kit.tryMaster('10.0.1.1')).toContain('same ip');
    kit.connectMaster('10.0.1.2');
    expect(kit.tryMaster('10.0.1.1')).toContain('as many');
    const refused = ['REFUSED_FILTER', 'REFUSED_RTU_IP', 'REFUSED_CONNECTIONS', 'REFUSED_SAME_IP'] as const;
    expect(refused.map((name) => kit.counter(name))).toEqual([1, 1, 1, 1]);
    expect(kit.lines.filter(({ event }) => event === 'refuse')).toHaveLength(4);
    expect(kit.counter('MASTERS')).toBe(2);
  });

  it('with the address of the RTU may come where rtu_ip allows it', () => {
    const kit = new GroupKit(groupDefinition({ rtuIp: 'allow' }));
    kit.connectRtu('10.0.0.1:2404');
    expect(typeof kit.tryMaster('10.0.0.1')).toBe('object');
  });

  it('of one address: the new one takes the place of the old, also where no other is free', () => {
    const kit = new GroupKit(groupDefinition({ connections: 1, sameIp: 'new' }));
    kit.connectRtu();
    const old = kit.connectMaster('10.0.1.1');
    const young = kit.connectMaster('10.0.1.1');
    expect(old.ending).toBe('SAME_IP');
    expect(young.ending).toBeUndefined();
    expect(kit.counter('MASTERS')).toBe(1);
  });

  it('whose link has ended leave their place at once', () => {
    const kit = new GroupKit(groupDefinition({ connections: 1, sameIp: 'old' }));
    kit.connectRtu();
    const first = kit.connectMaster('10.0.1.1');
    kit.lose(first);
    expect(typeof kit.tryMaster('10.0.1.1')).toBe('object');
  });

  it('that break a rule are closed alone, and the RTU hears nothing of it', () => {
    const faults = [
      [iFrame(5, 0, '64 01 06 00 20 00 00 00 00 14'), 'NS_OUT_OF_SEQUENCE'],
      [iFrame(0, 7, '64 01 06 00 20 00 00 00 00 14'), 'NR_INVALID'],
      ['69 04 43 00 00 00', 'BAD_START'],
      ['68 03 43 00 00', 'BAD_LENGTH'],
      // A single command without its octet.
      [iFrame(0, 0, '2D 01 06 00 20 00 64 00 00'), 'MALFORMED_ASDU'],
    ];
    for (const [octets, code] of faults) {
      const { rtu, masters } = startedGroup(2);
      masters[0].send(octets);
      expect([octets, masters[0].ending]).toEqual([octets, code]);
      expect(rtu.take()).toEqual([]);
      rtu.sendAsdus(event(1));
      expect(masters[1].asdus()).toEqual([event(1)]);
    }
  });

  it('that send data before STARTDT are closed, and nothing of it reaches the RTU', () => {
    const { kit, rtu } = startedGroup(1);
    const stopped = kit.connectMaster('10.0.1.9');
    stopped.send(iFrame(0, 0, '64 01 06 00 20 00 00 00 00 14'));
    expect(stopped.ending).toBe('I_WHILE_STOPPED');
    expect(rtu.take()).toEqual([]);
  });

  it('get an end of initialization before any other I frame, once for each address and link of the RTU', () => {
    const kit = new GroupKit(groupDefinition({ eoi: 'start' }));
    const rtu = kit.connectRtu();
    const first = kit.connectMaster('10.0.1.1');
    first.send(STARTDT_ACT);
    expect(first.take()).toEqual([STARTDT_CON, iFrame(0, 0, EOI)]);
    rtu.take();
    rtu.send(STARTDT_CON);
    kit.lose(first);
    const again = kit.startMaster('10.0.1.1');
    expect(again.take()).toEqual([]);
    expect(kit.startMaster('10.0.1.2').asdus()).toEqual([EOI]);
  });

  it('get it at every STARTDT with eoi=every', () => {
    const kit = new GroupKit(groupDefinition({ eoi: 'every' }));
    kit.connectRtu();
    const master = kit.connectMaster();
    for (let times = 0; times < 2; times++) {
      master.send(STARTDT_ACT);
      expect(master.asdus()).toEqual([EOI]);
      master.acknowledge();
      master.send(STOPDT_ACT);
      master.take();
    }
  });

  it('have the CA of their port in files of the older form', () => {
    const port = { bind: '', name: 'A', filter: [], admitsNobody: false };
    const ports = [
      { ...port, port: 2406, masterCa: 33 },
      { ...port, port: 2407 },
    ];
    const kit = new GroupKit(groupDefinition({ ports, eoi: 'start' }));
    const rtu = kit.connectRtu();
    const other = kit.startMaster('10.0.1.1', 0);
    const same = kit.startMaster('10.0.1.2', 1);
    expect(kit.lines.filter(({ event }) => event === 'connect').map(({ detail }) => detail)).toEqual([
      '',
      'port 2406 A',
      'port 2407 A',
    ]);
    rtu.send(STARTDT_CON);
    rtu.take();
    rtu.sendAsdus(event(1));
    expect(other.asdus()).toEqual(['46 01 04 00 21 00 00 00 00 00', '01 01 03 00 21 00 01 00 00 01']);
    expect(same.asdus()).toEqual([EOI, event(1)]);
    other.sendAsdus('64 01 06 00 21 00 00 00 00 14');
    expect(rtu.asdus()).toEqual(['64 01 06 01 20 00 00 00 00 14']);
    rtu.sendAsdus('64 01 07 01 20 00 00 00 00 14');
    expect(other.asdus()).toEqual(['64 01 07 00 21 00 00 00 00 14']);
  });

  it('are closed, and the ports, when the group stops', () => {
    const { kit, rtu, masters } = startedGroup(2);
    kit.group.stop('the gateway stops', kit.nowMs);
    expect([rtu, ...masters].map(({ ending }) => ending)).toEqual(['SHUTDOWN', 'SHUTDOWN', 'SHUTDOWN']);
    expect(kit.isListening).toBe(false);
    expect(kit.counter('RTU_LOSSES')).toBe(0);
    expect(kit.group.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });
});

it('numbers wrap at 32767 on the side of the RTU alone', () => {
  const kit = new GroupKit(groupDefinition(), { send: 32767, receive: 32766 });
  const rtu = kit.connectRtu();
  rtu.sending = 32766;
  rtu.expected = 32767;
  const master = kit.startMaster();
  rtu.take();
  rtu.send(STARTDT_CON);
  rtu.sendAsdus(event(1), event(2), event(3));
  expect(master.asdus()).toEqual([event(1), event(2), event(3)]);
  master.sendAsdus('64 01 06 00 20 00 00 00 00 14', '66 01 05 00 20 00 05 00 00');
  expect(rtu.take()).toEqual([
    iFrame(32767, 1, '64 01 06 01 20 00 00 00 00 14'),
    iFrame(0, 1, '66 01 05 01 20 00 05 00 00'),
  ]);
});

it('an hour without data: test frames on every link, nothing else, and nobody is lost', () => {
  const { kit, rtu, masters } = startedGroup(2);
  const ends = [rtu, ...masters];
  const frames = ends.map(() => new Set<string>());
  let tests = 0;
  for (let second = 0; second < 3600; second++) {
    kit.advance(1000);
    ends.forEach((end, i) => {
      for (const frame of end.take()) {
        frames[i].add(frame);
        tests++;
        if (frame === TESTFR_ACT) end.send(TESTFR_CON);
      }
    });
  }
  expect(ends.map(({ ending }) => ending)).toEqual([undefined, undefined, undefined]);
  expect(frames.map((seen) => [...seen])).toEqual([[TESTFR_ACT], [TESTFR_ACT], [TESTFR_ACT]]);
  // Each after t3 = 20 s of silence: 180 an hour.
  expect(tests).toBe(3 * 180);
});

it('a switchover: the old server stops, the new one starts; no event is missed, none comes twice, the order stays', () => {
  const { kit, rtu, masters } = startedGroup(2);
  const [old] = masters;
  kit.lose(masters[1]);
  const events = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => event(from + i));
  rtu.sendAsdus(...events(1, 3));
  const got = old.asdus();
  old.acknowledge();
  old.send(STOPDT_ACT);
  expect(old.take()).toEqual([STOPDT_CON]);
  rtu.sendAsdus(...events(4, 2));
  rtu.send(STOPDT_CON);
  const next = kit.startMaster('10.0.1.3');
  rtu.send(STARTDT_CON);
  rtu.sendAsdus(...events(6, 2));
  got.push(...next.asdus());
  expect(got).toEqual(events(1, 7));
  expect(kit.counter('UNDELIVERED')).toBe(0);
});

it('what was kept for a master does not make it a laggard beside one that comes after it', () => {
  const { kit, rtu, masters } = startedGroup(1, { k: 2, w: 1, bufferFrames: 4 });
  const events = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => event(from + i));
  masters[0].send(STOPDT_ACT);
  masters[0].take();
  rtu.sendAsdus(...events(1, 6));
  rtu.send(STOPDT_CON);
  const first = kit.startMaster('10.0.1.8');
  const second = kit.startMaster('10.0.1.9');
  rtu.send(STARTDT_CON);
  rtu.sendAsdus(event(7));
  expect(second.asdus()).toEqual([event(7)]);
  expect(first.ending).toBeUndefined();
  const got: string[] = [];
  for (let turn = 0; turn < 5; turn++) {
    got.push(...first.asdus());
    first.acknowledge();
  }
  expect(got).toEqual(events(1, 7));
});

it('a master that acknowledges more seldom than the window is served by its t2', () => {
  const { kit, rtu, masters } = startedGroup(1, { k: 3, w: 3 });
  rtu.sendAsdus(event(1), event(2), event(3), event(4));
  expect(masters[0].asdus()).toEqual([event(1), event(2), event(3)]);
  // Its w is 8: nothing is due until its t2 of 10 s.
  kit.advance(10_000);
  expect(masters[0].take()).toEqual([]);
  masters[0].acknowledge();
  expect(masters[0].asdus()).toEqual([event(4)]);
});
