/** Who gets what the RTU sends: one order, one decision. ASDUs by hand, after `docs/protocol.md` §2 and §3. */
import { describe, expect, it } from 'vitest';
import {
  GroupKit,
  groupDefinition,
  STARTDT_ACT,
  STARTDT_CON,
  STOPDT_ACT,
  STOPDT_CON,
  startedGroup,
} from './gateway-kit.js';

const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();
/** Single point of CA 32 at IOA `n`, on. */
const point = (n: number, cot = 3, oa = 0): string => `01 01 ${hex(cot)} ${hex(oa)} 20 00 ${hex(n)} 00 00 01`;
const gi = (cot: number, oa: number, qoi = 20, ca = '20 00'): string =>
  `64 01 ${hex(cot)} ${hex(oa)} ${ca} 00 00 00 ${hex(qoi)}`;
const counters = (cot: number, oa: number, qcc: number): string =>
  `65 01 ${hex(cot)} ${hex(oa)} 20 00 00 00 00 ${hex(qcc)}`;

describe('what arises by itself', () => {
  it('goes to every started master, unchanged and in order', () => {
    const { kit, rtu, masters } = startedGroup(3);
    const standby = kit.connectMaster('10.0.1.9');
    const asdus = [
      point(1, 1),
      point(2, 2),
      point(3),
      point(4, 11),
      point(5, 12, 77),
      '1E 01 03 00 20 00 06 00 00 01 10 27 1E 0A 05 06 1A',
    ];
    rtu.sendAsdus(...asdus);
    for (const master of masters) expect(master.asdus()).toEqual(asdus);
    expect(standby.take()).toEqual([]);
    expect(kit.counter('TO_MASTERS')).toBe(18);
    expect(kit.counter('FROM_RTU')).toBe(6);
  });

  it('passes with unknown and private types unread', () => {
    const { rtu, masters } = startedGroup(2);
    const asdus = ['C8 05 03 00 20 00 FF EE DD', '29 01 03 00 20 00 01 00 00 01 02 03'];
    rtu.sendAsdus(...asdus);
    for (const master of masters) expect(master.asdus()).toEqual(asdus);
  });

  it('is kept while nobody is started, and goes once to the first that starts', () => {
    const { kit, rtu, masters } = startedGroup(2);
    masters[0].send(STOPDT_ACT);
    masters[1].send(STOPDT_ACT);
    rtu.take();
    // The RTU sends on until its STOPDT con.
    rtu.sendAsdus(point(1), point(2));
    rtu.send(STOPDT_CON);
    for (const master of masters) master.take();
    masters[1].send(STARTDT_ACT);
    masters[0].send(STARTDT_ACT);
    rtu.send(STARTDT_CON);
    rtu.sendAsdus(point(3));
    expect(masters[1].asdus()).toEqual([point(1), point(2), point(3)]);
    expect(masters[0].asdus()).toEqual([point(3)]);
    expect(kit.counter('UNDELIVERED')).toBe(0);
  });

  it('that the last master did not acknowledge goes to the next one: none is missed, the order is kept', () => {
    const { kit, rtu, masters } = startedGroup(1);
    rtu.sendAsdus(point(1), point(2), point(3));
    const [master] = masters;
    expect(master.asdus()).toEqual([point(1), point(2), point(3)]);
    // It acknowledges the first one only, and dies.
    master.expected = 1;
    master.acknowledge();
    kit.lose(master);
    rtu.take();
    rtu.sendAsdus(point(4));
    rtu.send(STOPDT_CON);
    const next = kit.startMaster('10.0.1.7');
    rtu.send(STARTDT_CON);
    expect(next.asdus()).toEqual([point(2), point(3), point(4)]);
  });

  it('that has answered a request does not go to the next master', () => {
    const { kit, rtu, masters } = startedGroup(1);
    masters[0].sendAsdus(gi(6, 0));
    rtu.sendAsdus(gi(7, 1), point(1, 20, 1), point(2));
    masters[0].take();
    kit.lose(masters[0]);
    const next = kit.startMaster('10.0.1.7');
    expect(next.asdus()).toEqual([point(2)]);
    // The confirmation and the data were for the one that has gone.
    expect(kit.counter('UNDELIVERED')).toBe(2);
  });

  it('a master that starts beside others begins with what comes next', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 2, w: 2 });
    rtu.sendAsdus(point(1), point(2));
    const late = kit.startMaster('10.0.1.9');
    rtu.sendAsdus(point(3));
    expect(masters[0].asdus()).toEqual([point(1), point(2)]);
    expect(late.asdus()).toEqual([point(3)]);
  });
});

describe('end of initialization of the RTU', () => {
  const eoi = '46 01 04 00 20 00 00 00 00 01';

  it('behind STARTDT con is covered by the gateway; a later one tells of a new start and reaches all', () => {
    const { rtu, masters } = startedGroup(2);
    rtu.sendAsdus(eoi, point(1), eoi);
    for (const master of masters) expect(master.asdus()).toEqual([point(1), eoi]);
  });

  it('passes as the RTU sends it with eoi=rtu', () => {
    const { rtu, masters } = startedGroup(1, { eoi: 'rtu' });
    rtu.sendAsdus(eoi);
    expect(masters[0].asdus()).toEqual([eoi]);
  });
});

describe('answers', () => {
  it('go to the master that asked, with its OA: also where the RTU answers with OA 0', () => {
    for (const answerOa of [2, 0]) {
      const { rtu, masters } = startedGroup(2);
      // Single command, IOA 100, on, OA 5, from the second master.
      masters[1].sendAsdus('2D 01 06 05 20 00 64 00 00 01');
      expect(rtu.asdus()).toEqual(['2D 01 06 02 20 00 64 00 00 01']);
      const oa = hex(answerOa);
      rtu.sendAsdus(`2D 01 07 ${oa} 20 00 64 00 00 01`, `2D 01 0A ${oa} 20 00 64 00 00 01`);
      expect(masters[1].asdus()).toEqual(['2D 01 07 05 20 00 64 00 00 01', '2D 01 0A 05 20 00 64 00 00 01']);
      expect(masters[0].take()).toEqual([]);
    }
  });

  it('of requests that look alike go by their OA, else to the oldest', () => {
    const { rtu, masters } = startedGroup(3);
    // Test commands (107) of three masters: FBP, then the time.
    const test = (cot: number, oa: number): string =>
      `6B 01 ${hex(cot)} ${hex(oa)} 20 00 00 00 00 AA 55 10 27 1E 0A 05 06 1A`;
    masters.forEach((master, i) => {
      master.sendAsdus(test(6, 10 + i));
    });
    expect(rtu.asdus()).toEqual([test(6, 1), test(6, 2), test(6, 3)]);
    rtu.sendAsdus(test(7, 3), test(7, 0), test(7, 0));
    expect(masters.map((master) => master.asdus())).toEqual([[test(7, 10)], [test(7, 11)], [test(7, 12)]]);
  });

  it('that nobody asked for reach nobody and are counted', () => {
    const { kit, rtu, masters } = startedGroup(2);
    rtu.sendAsdus(
      '2D 01 07 00 20 00 64 00 00 01',
      '2D 01 0A 00 20 00 64 00 00 01',
      '2D 01 6F 00 20 00 64 00 00 01',
    );
    expect(masters.map((master) => master.take())).toEqual([[], []]);
    expect(kit.counter('UNMATCHED')).toBe(3);
    expect(kit.lines.filter(({ detail }) => detail.startsWith('UNMATCHED'))).toHaveLength(3);
  });

  it('refusals 44…47 come back as the RTU sends them', () => {
    const { rtu, masters } = startedGroup(2);
    for (const cot of [44, 45, 46, 47]) {
      masters[0].sendAsdus('2E 01 06 09 63 00 64 00 00 01');
      expect(rtu.asdus()).toEqual(['2E 01 06 01 63 00 64 00 00 01']);
      // P/N = 1 is bit 6.
      const mirror = (oa: number): string => `2E 01 ${hex(0x40 | cot)} ${hex(oa)} 63 00 64 00 00 01`;
      rtu.sendAsdus(mirror(1));
      expect(masters[0].asdus()).toEqual([mirror(9)]);
    }
    expect(masters[1].take()).toEqual([]);
  });

  it('a read object goes to its asker; one that nobody read to all', () => {
    const { kit, rtu, masters } = startedGroup(2);
    masters[1].sendAsdus('66 01 05 03 20 00 07 00 00');
    expect(rtu.asdus()).toEqual(['66 01 05 02 20 00 07 00 00']);
    rtu.sendAsdus(point(7, 5), point(7, 5));
    expect(masters[1].asdus()).toEqual([point(7, 5, 3), point(7, 5)]);
    expect(masters[0].asdus()).toEqual([point(7, 5)]);
    expect(kit.counter('UNMATCHED')).toBe(1);
  });

  it('of file transfer go to the master that called the file', () => {
    const { rtu, masters } = startedGroup(2);
    // Call of file 1 (F_SC 122): select.
    masters[0].sendAsdus('7A 01 0D 04 20 00 05 00 00 01 00 00 01');
    expect(rtu.asdus()).toEqual(['7A 01 0D 01 20 00 05 00 00 01 00 00 01']);
    const ready = (oa: number): string => `78 01 0D ${hex(oa)} 20 00 05 00 00 01 00 10 00 00 00`;
    rtu.sendAsdus(ready(0));
    expect(masters[0].asdus()).toEqual([ready(4)]);
    expect(masters[1].take()).toEqual([]);
    // A directory that nobody called is for all; a file that nobody called for nobody.
    rtu.sendAsdus('7E 01 05 00 20 00 06 00 00', '78 01 0D 00 20 00 09 00 00 01 00 10 00 00 00');
    expect(masters.map((master) => master.asdus())).toEqual([
      ['7E 01 05 00 20 00 06 00 00'],
      ['7E 01 05 00 20 00 06 00 00'],
    ]);
  });
});

describe('interrogations', () => {
  it('one master asks: confirmation, data and end are its alone', () => {
    const { rtu, masters } = startedGroup(2);
    masters[0].sendAsdus(gi(6, 5));
    expect(rtu.asdus()).toEqual([gi(6, 1)]);
    rtu.sendAsdus(gi(7, 1), point(1, 20, 1), point(2), point(3, 20, 0), gi(10, 1));
    expect(masters[0].asdus()).toEqual([gi(7, 5), point(1, 20, 5), point(2), point(3, 20, 5), gi(10, 5)]);
    expect(masters[1].asdus()).toEqual([point(2)]);
  });

  it('five ask at once: one interrogation at the RTU, and each gets all of it with its own OA', () => {
    const { kit, rtu, masters } = startedGroup(5);
    masters.forEach((master, i) => {
      master.sendAsdus(gi(6, 10 + i));
    });
    expect(rtu.asdus()).toEqual([gi(6, 1)]);
    rtu.sendAsdus(gi(7, 1), point(1, 20, 1), gi(10, 1));
    masters.forEach((master, i) => {
      expect(master.asdus()).toEqual([gi(7, 10 + i), point(1, 20, 10 + i), gi(10, 10 + i)]);
    });
    expect([kit.counter('GI_ASKED'), kit.counter('GI_SENT')]).toEqual([5, 1]);
  });

  it('who asks after the confirmation shares and gets it too; who asks after data shares the next', () => {
    const { rtu, masters } = startedGroup(4);
    masters[0].sendAsdus(gi(6, 10));
    rtu.sendAsdus(gi(7, 1));
    masters[1].sendAsdus(gi(6, 11));
    expect(masters[1].asdus()).toEqual([gi(7, 11)]);
    rtu.sendAsdus(point(1, 20, 1));
    masters[2].sendAsdus(gi(6, 12));
    masters[3].sendAsdus(gi(6, 13));
    expect(rtu.asdus()).toEqual([gi(6, 1)]);
    rtu.sendAsdus(gi(10, 1));
    expect(masters[0].asdus()).toEqual([gi(7, 10), point(1, 20, 10), gi(10, 10)]);
    expect(masters[1].asdus()).toEqual([point(1, 20, 11), gi(10, 11)]);
    expect(masters[2].take()).toEqual([]);
    // The next one bears the OA of the third master, the first to ask for it.
    expect(rtu.asdus()).toEqual([gi(6, 3)]);
    rtu.sendAsdus(gi(7, 3), point(1, 20, 3), gi(10, 3));
    expect(masters[2].asdus()).toEqual([gi(7, 12), point(1, 20, 12), gi(10, 12)]);
    expect(masters[3].asdus()).toEqual([gi(7, 13), point(1, 20, 13), gi(10, 13)]);
    expect(masters[0].take()).toEqual([]);
  });

  it('another QOI, another CA, counters: each has a run of its own, one after another', () => {
    const { rtu, masters } = startedGroup(4);
    masters[0].sendAsdus(gi(6, 10));
    masters[1].sendAsdus(gi(6, 11, 21));
    masters[2].sendAsdus(gi(6, 12, 20, '21 00'));
    masters[3].sendAsdus(counters(6, 13, 5));
    expect(rtu.asdus()).toEqual([gi(6, 1)]);
    rtu.sendAsdus(gi(7, 1), gi(10, 1));
    expect(rtu.asdus()).toEqual([gi(6, 2, 21)]);
    rtu.sendAsdus(gi(7, 2, 21), point(1, 21, 2), gi(10, 2, 21));
    expect(rtu.asdus()).toEqual([gi(6, 3, 20, '21 00')]);
    rtu.sendAsdus(gi(7, 3, 20, '21 00'), gi(10, 3, 20, '21 00'));
    expect(rtu.asdus()).toEqual([counters(6, 4, 5)]);
    // Integrated totals with COT 37.
    const total = (oa: number): string => `0F 01 25 ${hex(oa)} 20 00 05 00 00 01 00 00 00 00`;
    rtu.sendAsdus(counters(7, 4, 5), total(0), counters(10, 4, 5));
    expect(masters[1].asdus()).toEqual([gi(7, 11, 21), point(1, 21, 11), gi(10, 11, 21)]);
    expect(masters[3].asdus()).toEqual([counters(7, 13, 5), total(13), counters(10, 13, 5)]);
  });

  it('the RTU refuses: all sharers hear it, and the next begins', () => {
    const { rtu, masters } = startedGroup(3);
    masters[0].sendAsdus(gi(6, 10));
    masters[1].sendAsdus(gi(6, 11));
    masters[2].sendAsdus(gi(6, 12, 25));
    rtu.asdus();
    rtu.sendAsdus(gi(0x47, 1));
    expect(masters[0].asdus()).toEqual([gi(0x47, 10)]);
    expect(masters[1].asdus()).toEqual([gi(0x47, 11)]);
    expect(rtu.asdus()).toEqual([gi(6, 3, 25)]);
  });

  it('one of several takes it back: it alone is confirmed, the RTU hears nothing; the last one is passed on', () => {
    const { rtu, masters } = startedGroup(2);
    masters[0].sendAsdus(gi(6, 10));
    masters[1].sendAsdus(gi(6, 11));
    rtu.asdus();
    rtu.sendAsdus(gi(7, 1));
    for (const master of masters) master.take();
    masters[0].sendAsdus(gi(8, 10));
    expect(masters[0].asdus()).toEqual([gi(9, 10)]);
    expect(rtu.asdus()).toEqual([]);
    rtu.sendAsdus(point(1, 20, 1));
    expect(masters[0].take()).toEqual([]);
    expect(masters[1].asdus()).toEqual([point(1, 20, 11)]);
    masters[1].sendAsdus(gi(8, 11));
    expect(rtu.asdus()).toEqual([gi(8, 2)]);
    rtu.sendAsdus(gi(9, 2), gi(10, 2));
    expect(masters[1].asdus()).toEqual([gi(9, 11), gi(10, 11)]);
  });

  it('the asker dies: the others keep it; nobody left: the RTU is told to stop', () => {
    const { kit, rtu, masters } = startedGroup(3);
    masters[0].sendAsdus(gi(6, 10));
    masters[1].sendAsdus(gi(6, 11));
    rtu.asdus();
    rtu.sendAsdus(gi(7, 1));
    kit.lose(masters[0]);
    rtu.sendAsdus(point(1, 20, 1));
    expect(masters[1].asdus()).toEqual([gi(7, 11), point(1, 20, 11)]);
    kit.lose(masters[1]);
    expect(rtu.asdus()).toEqual([gi(8, 1)]);
    rtu.sendAsdus(point(2, 20, 1), gi(9, 1));
    expect(masters[2].asdus()).toEqual([]);
    masters[2].sendAsdus(gi(6, 12));
    expect(rtu.asdus()).toEqual([gi(6, 3)]);
  });

  it('an RTU that does not confirm is answered for after `answer`; one that does not end only ends the run', () => {
    const { kit, rtu, masters } = startedGroup(2, { t1Ms: 100_000 });
    masters[0].sendAsdus(gi(6, 10));
    rtu.asdus();
    rtu.acknowledge();
    kit.advance(29_999);
    expect(masters[0].asdus()).toEqual([]);
    kit.advance(1);
    expect(masters[0].asdus()).toEqual([gi(0x47, 10)]);
    expect(kit.counter('UNANSWERED')).toBe(1);
    masters[0].sendAsdus(gi(6, 10));
    expect(rtu.asdus()).toEqual([gi(6, 1)]);
    rtu.sendAsdus(gi(7, 1), point(1, 20, 1));
    masters[1].sendAsdus(gi(6, 11));
    expect(masters[0].asdus()).toEqual([gi(7, 10), point(1, 20, 10)]);
    kit.advance(30_000);
    // No end is invented; the next one begins.
    expect(masters[0].asdus()).toEqual([]);
    expect(rtu.asdus()).toEqual([gi(6, 2)]);
  });

  it('for all CA: a confirmation and an end of each come back', () => {
    const { rtu, masters } = startedGroup(1);
    masters[0].sendAsdus(gi(6, 10, 20, 'FF FF'));
    expect(rtu.asdus()).toEqual([gi(6, 1, 20, 'FF FF')]);
    const answers = (oa: number): string[] => [
      gi(7, oa),
      point(1, 20, oa),
      gi(10, oa),
      gi(7, oa, 20, '21 00'),
      gi(10, oa, 20, '21 00'),
    ];
    rtu.sendAsdus(...answers(1));
    expect(masters[0].asdus()).toEqual(answers(10));
  });

  it('each: every master has its own, side by side', () => {
    const { rtu, masters } = startedGroup(2, { gi: 'each' });
    masters[0].sendAsdus(gi(6, 10));
    masters[1].sendAsdus(gi(6, 11));
    expect(rtu.asdus()).toEqual([gi(6, 1), gi(6, 2)]);
    rtu.sendAsdus(gi(7, 1), gi(7, 2), point(1, 20, 2), gi(10, 2), point(1, 20, 1), gi(10, 1));
    expect(masters[0].asdus()).toEqual([gi(7, 10), point(1, 20, 10), gi(10, 10)]);
    expect(masters[1].asdus()).toEqual([gi(7, 11), point(1, 20, 11), gi(10, 11)]);
  });

  it('data that nobody asked for are values all the same', () => {
    const { kit, rtu, masters } = startedGroup(2);
    rtu.sendAsdus(point(1, 20));
    for (const master of masters) expect(master.asdus()).toEqual([point(1, 20)]);
    expect(kit.counter('UNMATCHED')).toBe(1);
  });

  it('an ask before the RTU is started waits for it', () => {
    const kit = new GroupKit(groupDefinition());
    const rtu = kit.connectRtu();
    const master = kit.startMaster();
    master.sendAsdus(gi(6, 0));
    expect(rtu.take()).toEqual([STARTDT_ACT]);
    rtu.send(STARTDT_CON);
    expect(rtu.asdus()).toEqual([gi(6, 1)]);
  });
});
