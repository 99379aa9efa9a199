/** What masters ask: passed on once, in time, one master a point; refused where it must be. ASDUs by hand, after `docs/protocol.md` §2 and §3. */
import { describe, expect, it } from 'vitest';
import { type End, iFrame, STARTDT_CON, STOPDT_ACT, sFrame, startedGroup } from './gateway-kit.js';

const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();
/** Single command of CA 32 at IOA `n`: SCO 1 execute on, 81 select on. */
const command = (cot: number, oa: number, n = 100, sco = 1): string =>
  `2D 01 ${hex(cot)} ${hex(oa)} 20 00 ${hex(n)} 00 00 ${hex(sco)}`;
const select = (cot: number, oa: number, n = 100): string => command(cot, oa, n, 0x81);
const NEGATIVE = 0x47;
const clock = (cot: number, oa: number, ms: string, minute = '00'): string =>
  `67 01 ${hex(cot)} ${hex(oa)} 20 00 00 00 00 ${ms} ${minute} 00 01 01 1A`;

function got(...ends: End[]): string[][] {
  return ends.map((end) => end.asdus());
}

describe('originator address', () => {
  it('map: one for each master, theirs come back: 0, 5 and 255 alike', () => {
    const { rtu, masters } = startedGroup(3);
    const own = [0, 5, 255];
    masters.forEach((master, i) => {
      master.sendAsdus(command(6, own[i], 100 + i));
    });
    expect(rtu.asdus()).toEqual([command(6, 1, 100), command(6, 2, 101), command(6, 3, 102)]);
    rtu.sendAsdus(command(7, 3, 102), command(7, 0, 100), command(7, 2, 101));
    expect(got(...masters)).toEqual([[command(7, 0, 100)], [command(7, 5, 101)], [command(7, 255, 102)]]);
  });

  it('keep: untouched; a number: that one for all', () => {
    for (const [oa, seen] of [
      ['keep', 5],
      [9, 9],
    ] as const) {
      const { rtu, masters } = startedGroup(1, { oa });
      masters[0].sendAsdus(command(6, 5));
      expect(rtu.asdus()).toEqual([command(6, seen)]);
      rtu.sendAsdus(command(7, seen));
      expect(masters[0].asdus()).toEqual([command(7, 5)]);
    }
  });

  it('of a master that has gone is not given to the next one, nor while its request is open', () => {
    const { kit, rtu, masters } = startedGroup(2, { connections: 300 });
    masters[0].sendAsdus(command(6, 0));
    rtu.asdus();
    kit.lose(masters[0]);
    // 1 is open, 2 is taken: 252 others, round and round, never meet them.
    for (let i = 0; i < 600; i++) {
      const master = kit.startMaster(`10.1.${i >> 8}.${i & 255}`);
      master.sendAsdus(`66 01 05 00 20 00 05 00 00`);
      const [read] = rtu.asdus();
      expect(['01', '02']).not.toContain(read.slice(9, 11));
      rtu.sendAsdus(`01 01 05 ${read.slice(9, 11)} 20 00 05 00 00 01`);
      expect(master.asdus()).toHaveLength(1);
      kit.lose(master);
    }
    // The late end of the first one reaches nobody.
    rtu.sendAsdus(command(7, 1), command(10, 1));
    expect(masters[1].asdus()).toEqual([]);
  });
});

describe('commands', () => {
  it('of two masters to one point: the second is refused, and the RTU hears nothing of it', () => {
    const { kit, rtu, masters } = startedGroup(2);
    const [a, b] = masters;
    a.sendAsdus(command(6, 4));
    b.sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([command(6, 1)]);
    expect(got(a, b)).toEqual([[], [command(NEGATIVE, 5)]]);
    // Another point is free.
    b.sendAsdus(command(6, 5, 101));
    expect(rtu.asdus()).toEqual([command(6, 2, 101)]);
    rtu.sendAsdus(command(7, 1));
    b.sendAsdus(command(6, 5));
    expect(got(a, b)).toEqual([[command(7, 4)], [command(NEGATIVE, 5)]]);
    // Free with the end.
    rtu.sendAsdus(command(10, 1));
    b.sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([command(6, 2)]);
    expect([kit.counter('CONFLICTS'), kit.masterCounter(1, 'CONFLICTS')]).toEqual([2, 2]);
  });

  it('a refused command leaves its point free at once', () => {
    const { rtu, masters } = startedGroup(2);
    masters[0].sendAsdus(command(6, 4));
    rtu.asdus();
    rtu.sendAsdus(command(NEGATIVE, 1));
    masters[1].sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([command(6, 2)]);
  });

  it('a select holds the point until its execute has ended', () => {
    const { rtu, masters } = startedGroup(2);
    const [a, b] = masters;
    a.sendAsdus(select(6, 4));
    rtu.sendAsdus(select(7, 1));
    b.sendAsdus(select(6, 5));
    expect(got(a, b)).toEqual([[select(7, 4)], [select(NEGATIVE, 5)]]);
    a.sendAsdus(command(6, 4));
    rtu.sendAsdus(command(7, 1));
    b.sendAsdus(select(6, 5));
    rtu.sendAsdus(command(10, 1));
    b.sendAsdus(select(6, 5));
    expect(rtu.asdus()).toEqual([select(6, 1), command(6, 1), select(6, 2)]);
    expect(got(a, b)).toEqual([[command(7, 4), command(10, 4)], [select(NEGATIVE, 5)]]);
  });

  it('a cancelled selection leaves its point free', () => {
    const { rtu, masters } = startedGroup(2);
    const [a, b] = masters;
    a.sendAsdus(select(6, 4));
    rtu.sendAsdus(select(7, 1));
    a.sendAsdus(select(8, 4));
    rtu.sendAsdus(select(9, 1));
    expect(got(a)).toEqual([[select(7, 4), select(9, 4)]]);
    b.sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([select(6, 1), select(8, 1), command(6, 2)]);
  });

  it('a selection that is never used leaves its point free after `answer`', () => {
    const { kit, rtu, masters } = startedGroup(2);
    masters[0].sendAsdus(select(6, 4));
    rtu.sendAsdus(select(7, 1));
    rtu.asdus();
    for (const end of masters) end.acknowledge();
    keepAlive(kit.nowMs + 29_999);
    masters[1].sendAsdus(command(6, 5));
    expect(masters[1].asdus()).toEqual([command(NEGATIVE, 5)]);
    keepAlive(kit.nowMs + 1);
    masters[1].sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([command(6, 2)]);

    function keepAlive(untilMs: number): void {
      while (kit.nowMs < untilMs) {
        kit.advance(Math.min(5000, untilMs - kit.nowMs));
        for (const end of [rtu, ...masters]) end.acknowledge();
      }
    }
  });

  it('the master with a selection dies: it is cancelled at the RTU, and the point is free when that is confirmed', () => {
    const { kit, rtu, masters } = startedGroup(2);
    masters[0].sendAsdus(select(6, 4));
    rtu.sendAsdus(select(7, 1));
    rtu.asdus();
    kit.lose(masters[0]);
    expect(rtu.asdus()).toEqual([select(8, 1)]);
    masters[1].sendAsdus(command(6, 5));
    expect(masters[1].asdus()).toEqual([command(NEGATIVE, 5)]);
    rtu.sendAsdus(select(9, 1));
    masters[1].sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([command(6, 2)]);
    expect(masters[1].asdus()).toEqual([]);
  });

  it('a master that stops gets its selection cancelled before STOPDT act', () => {
    const { rtu, masters } = startedGroup(1);
    masters[0].sendAsdus(select(6, 4));
    rtu.sendAsdus(select(7, 1));
    rtu.take();
    masters[0].acknowledge();
    masters[0].send(STOPDT_ACT);
    expect(rtu.take()).toEqual([iFrame(1, 1, select(8, 1)), STOPDT_ACT]);
  });

  it('queue: the second waits until the point is free, but not longer than command_hold', () => {
    const { kit, rtu, masters } = startedGroup(3, { conflict: 'queue' });
    const [a, b, c] = masters;
    a.sendAsdus(command(6, 4));
    b.sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([command(6, 1)]);
    kit.advance(500);
    c.sendAsdus(command(6, 6));
    rtu.sendAsdus(command(7, 1), command(10, 1));
    expect(rtu.asdus()).toEqual([command(6, 2)]);
    kit.advance(1000);
    expect(got(b, c)).toEqual([[], [command(NEGATIVE, 6)]]);
  });

  it('pass: both reach the RTU', () => {
    const { rtu, masters } = startedGroup(2, { conflict: 'pass' });
    masters[0].sendAsdus(command(6, 4));
    masters[1].sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([command(6, 1), command(6, 2)]);
  });

  it('behind a closed window are refused after command_hold and never sent', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 1, w: 1 });
    const [master] = masters;
    master.sendAsdus(command(6, 4, 1));
    expect(rtu.asdus()).toEqual([command(6, 1, 1)]);
    master.sendAsdus(command(6, 4, 2));
    kit.advance(999);
    expect(master.asdus()).toEqual([]);
    kit.advance(1);
    expect(master.asdus()).toEqual([command(NEGATIVE, 4, 2)]);
    rtu.acknowledge();
    rtu.sendAsdus(command(7, 1, 1), command(10, 1, 1));
    expect(rtu.asdus()).toEqual([]);
    expect(kit.counter('EXPIRED')).toBe(1);
    // Its point is free.
    master.acknowledge();
    master.sendAsdus(command(6, 4, 2));
    expect(rtu.asdus()).toEqual([command(6, 1, 2)]);
  });

  it('overtake interrogations that wait, not each other', () => {
    const { rtu, masters } = startedGroup(1, { k: 1, w: 1 });
    const [master] = masters;
    master.sendAsdus(command(6, 4, 1));
    master.sendAsdus('64 01 06 04 20 00 00 00 00 14', command(6, 4, 2), command(6, 4, 3));
    const seen: string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      seen.push(...rtu.asdus());
      rtu.acknowledge();
    }
    expect(seen).toEqual([
      command(6, 1, 1),
      command(6, 1, 2),
      command(6, 1, 3),
      '64 01 06 01 20 00 00 00 00 14',
    ]);
  });

  it('without an answer are refused after `answer`; with a confirmation only, nothing is invented', () => {
    const { kit, rtu, masters } = startedGroup(1, { t1Ms: 100_000, idleMs: 0 });
    masters[0].sendAsdus(command(6, 4, 1), command(6, 4, 2));
    rtu.acknowledge();
    rtu.sendAsdus(command(7, 1, 2));
    expect(masters[0].asdus()).toEqual([command(7, 4, 2)]);
    kit.advance(30_000);
    expect(masters[0].asdus()).toEqual([command(NEGATIVE, 4, 1)]);
    kit.advance(30_000);
    expect(masters[0].asdus()).toEqual([]);
    expect(kit.counter('UNANSWERED')).toBe(1);
    // What comes after that reaches nobody.
    rtu.sendAsdus(command(7, 1, 1), command(10, 1, 1), command(10, 1, 2));
    expect(masters[0].asdus()).toEqual([]);
    expect(kit.counter('UNMATCHED')).toBe(3);
  });

  it('are not sent again on a new link of the RTU', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 1, w: 1 });
    masters[0].sendAsdus(command(6, 4, 1), command(6, 4, 2));
    rtu.take();
    kit.lose(rtu);
    expect(masters[0].ending).toBe('RTU_LOST');
    const again = kit.connectRtu();
    const master = kit.startMaster('10.0.1.1');
    again.take();
    again.send(STARTDT_CON);
    again.sendAsdus(command(7, 1, 1));
    expect(again.asdus()).toEqual([]);
    expect(master.asdus()).toEqual([]);
  });

  it('with a time tag pass untouched', () => {
    const { rtu, masters } = startedGroup(1);
    const tagged = (oa: number): string => `3A 01 06 ${hex(oa)} 20 00 64 00 00 01 10 27 1E 0A 05 06 1A`;
    masters[0].sendAsdus(tagged(3));
    expect(rtu.asdus()).toEqual([tagged(1)]);
  });
});

describe('clock sync', () => {
  it('goes on by the time that it waited, to the day', () => {
    const { kit, rtu, masters } = startedGroup(1, { k: 1, w: 1 });
    masters[0].sendAsdus(command(6, 0, 1));
    rtu.take();
    // 2026-01-01 00:00:59.900, a Thursday (4 in the highest bits of the day): E9FC = 59 900.
    masters[0].sendAsdus('67 01 06 00 20 00 00 00 00 FC E9 3B 17 81 01 1A');
    kit.advance(150);
    rtu.acknowledge();
    // 23:59:59.900 + 150 ms = 00:00:00.050 of the second, a Friday (5).
    expect(rtu.asdus()).toEqual(['67 01 06 01 20 00 00 00 00 32 00 00 00 A2 01 1A']);
  });

  it('that does not wait is not touched', () => {
    const { rtu, masters } = startedGroup(1);
    masters[0].sendAsdus(clock(6, 7, 'E8 03'));
    expect(rtu.asdus()).toEqual([clock(6, 1, 'E8 03')]);
    rtu.sendAsdus(clock(7, 1, 'E8 03'));
    expect(masters[0].asdus()).toEqual([clock(7, 7, 'E8 03')]);
  });

  it('of two masters 3 s apart: both pass, and it is told', () => {
    const { kit, rtu, masters } = startedGroup(2);
    masters[0].sendAsdus(clock(6, 0, 'E8 03'));
    masters[1].sendAsdus(clock(6, 0, 'A0 0F'));
    expect(rtu.asdus()).toHaveLength(2);
    expect(kit.counter('CLOCK_WARNINGS')).toBe(1);
    expect(
      kit.lines.filter(({ event, detail }) => event === 'warning' && detail.includes('3.0 s away')),
    ).toHaveLength(1);
    expect(kit.masterCounter(1, 'CLOCK_ERROR_MS') - kit.masterCounter(0, 'CLOCK_ERROR_MS')).toBe(3000);
  });

  it('first: that of the first master passes until it goes; none: nobody’s; an address: only from there', () => {
    const { kit, rtu, masters } = startedGroup(2, { clock: 'first' });
    masters[1].sendAsdus(clock(6, 0, '00 00'));
    masters[0].sendAsdus(clock(6, 5, '00 00'));
    expect(rtu.asdus()).toEqual([clock(6, 2, '00 00')]);
    expect(masters[0].asdus()).toEqual([clock(NEGATIVE, 5, '00 00')]);
    kit.lose(masters[1]);
    masters[0].sendAsdus(clock(6, 5, '00 00'));
    expect(rtu.asdus()).toEqual([clock(6, 1, '00 00')]);
    const none = startedGroup(1, { clock: 'none' });
    none.masters[0].sendAsdus(clock(6, 5, '00 00'));
    expect([none.rtu.asdus(), none.masters[0].asdus()]).toEqual([[], [clock(NEGATIVE, 5, '00 00')]]);
    const one = startedGroup(2, { clock: { address: '10.0.1.2' } });
    for (const master of one.masters) master.sendAsdus(clock(6, 5, '00 00'));
    expect(one.rtu.asdus()).toEqual([clock(6, 2, '00 00')]);
    expect(one.masters[0].asdus()).toEqual([clock(NEGATIVE, 5, '00 00')]);
  });
});

describe('refusals', () => {
  it('data from a master: unknown type', () => {
    const { kit, rtu, masters } = startedGroup(1);
    masters[0].sendAsdus('01 01 03 05 20 00 01 00 00 01', '46 01 04 05 20 00 00 00 00 00');
    // COT 44, P/N = 1.
    expect(masters[0].asdus()).toEqual(['01 01 6C 05 20 00 01 00 00 01', '46 01 6C 05 20 00 00 00 00 00']);
    expect(rtu.asdus()).toEqual([]);
    expect(kit.counter('REFUSED_REQUESTS')).toBe(2);
  });

  it('all CA only for interrogations, counters, clock and reset', () => {
    const { rtu, masters } = startedGroup(1);
    masters[0].sendAsdus('2D 01 06 05 FF FF 64 00 00 01');
    expect(masters[0].asdus()).toEqual(['2D 01 6E 05 FF FF 64 00 00 01']);
    expect(rtu.asdus()).toEqual([]);
    masters[0].sendAsdus('69 01 06 05 FF FF 00 00 00 01');
    expect(rtu.asdus()).toEqual(['69 01 06 01 FF FF 00 00 00 01']);
  });

  it('another CA passes to the RTU, with ca=own it is refused here', () => {
    const any = startedGroup(1);
    any.masters[0].sendAsdus('2D 01 06 05 63 00 64 00 00 01');
    expect(any.rtu.asdus()).toEqual(['2D 01 06 01 63 00 64 00 00 01']);
    const own = startedGroup(1, { ca: 'own' });
    own.masters[0].sendAsdus('2D 01 06 05 63 00 64 00 00 01');
    expect(own.masters[0].asdus()).toEqual(['2D 01 6E 05 63 00 64 00 00 01']);
    expect(own.rtu.asdus()).toEqual([]);
  });

  it('a master that may only read: interrogations, counters without freeze, reading and test pass, nothing else', () => {
    const rights = [
      { network: '10.0.1.1', may: 'read' },
      { network: '10.0.1.2', may: 'full' },
    ] as const;
    const { kit, rtu, masters } = startedGroup(2, { rights });
    const [reader, writer] = masters;
    const refused = [
      command(6, 5),
      clock(6, 5, '00 00'),
      '69 01 06 05 20 00 00 00 00 01',
      '65 01 06 05 20 00 00 00 00 45',
      'C8 01 06 05 20 00 00 00 00',
    ];
    reader.sendAsdus(...refused);
    expect(rtu.asdus()).toEqual([]);
    expect(reader.asdus()).toEqual(refused.map((asdu) => asdu.replace(/^(.. 01) 06/, '$1 47')));
    reader.sendAsdus(
      '66 01 05 05 20 00 07 00 00',
      '65 01 06 05 20 00 00 00 00 05',
      '6B 01 06 05 20 00 00 00 00 AA 55 10 27 1E 0A 05 06 1A',
    );
    expect(rtu.asdus()).toHaveLength(3);
    writer.sendAsdus(command(6, 5));
    expect(rtu.asdus()).toEqual([command(6, 2)]);
    expect(kit.counter('REFUSED_RIGHTS')).toBe(5);
  });

  it('a master that no rule names may only read', () => {
    const { kit, rtu, masters } = startedGroup(1, { rights: [{ network: '10.7.', may: 'full' }] });
    kit.lines.length = 0;
    masters[0].sendAsdus(command(6, 5));
    const { peer } = masters[0].link;
    const detail = 'refused: this master may only read';
    expect(kit.lines).toEqual([
      { event: 'request', peer, asdu: command(6, 5), detail },
      { event: 'reply', peer, asdu: command(NEGATIVE, 5), detail },
    ]);
    expect(masters[0].asdus()).toEqual([command(NEGATIVE, 5)]);
    expect(rtu.asdus()).toEqual([]);
  });

  it('freezing counters is never shared', () => {
    const { rtu, masters } = startedGroup(2);
    const freeze = (cot: number, oa: number): string => `65 01 ${hex(cot)} ${hex(oa)} 20 00 00 00 00 45`;
    for (const [i, master] of masters.entries()) master.sendAsdus(freeze(6, 10 + i));
    expect(rtu.asdus()).toEqual([freeze(6, 1), freeze(6, 2)]);
    rtu.sendAsdus(freeze(7, 0), freeze(7, 0));
    expect(got(...masters)).toEqual([[freeze(7, 10)], [freeze(7, 11)]]);
  });

  it('more than a thousand open requests', () => {
    const { kit, rtu, masters } = startedGroup(3, { k: 32767, w: 8, conflict: 'pass' });
    const reads = Array.from(
      { length: 1000 },
      (_, i) => `66 01 05 00 20 00 ${hex(i & 255)} ${hex(i >> 8)} 00`,
    );
    // Half of them of one master: it gets no more, the others do.
    for (let from = 0; from < 500; from += 100) masters[0].sendAsdus(...reads.slice(from, from + 100));
    expect(rtu.asdus()).toHaveLength(500);
    masters[0].asdus();
    masters[0].sendAsdus(command(6, 5));
    expect(masters[0].asdus()).toEqual([command(NEGATIVE, 5)]);
    for (let from = 500; from < 1000; from += 100) masters[1].sendAsdus(...reads.slice(from, from + 100));
    expect(rtu.asdus()).toHaveLength(500);
    masters[2].sendAsdus(command(6, 5));
    expect(masters[2].asdus()).toEqual([command(NEGATIVE, 5)]);
    expect(kit.counter('OPEN_REQUESTS')).toBe(1000);
  });

  it('private types pass unread, and their answers come back', () => {
    const { rtu, masters } = startedGroup(2);
    masters[1].sendAsdus('C8 01 06 09 20 00 01 02 03 04 05');
    expect(rtu.asdus()).toEqual(['C8 01 06 02 20 00 01 02 03 04 05']);
    rtu.sendAsdus('C8 01 07 02 20 00 01 02 03 04 05');
    expect(got(...masters)).toEqual([[], ['C8 01 07 09 20 00 01 02 03 04 05']]);
  });
});

it('every request is acknowledged by w or t2 on its own link', () => {
  const { kit, masters } = startedGroup(1, { w: 2, k: 3 });
  masters[0].sendAsdus('66 01 05 00 20 00 01 00 00', '66 01 05 00 20 00 02 00 00');
  expect(masters[0].take()).toEqual([sFrame(2)]);
  masters[0].sendAsdus('66 01 05 00 20 00 03 00 00');
  kit.advance(10_000);
  expect(masters[0].take()).toEqual([sFrame(3)]);
});

it('the log tells what a master asked, how it went on, and what came back after how long', () => {
  const { kit, rtu, masters } = startedGroup(2);
  kit.lines.length = 0;
  masters[0].sendAsdus(command(6, 4));
  masters[1].sendAsdus(command(6, 5));
  kit.advance(25);
  rtu.sendAsdus(command(7, 1));
  const [a, b] = masters.map(({ link }) => link.peer);
  expect(kit.lines).toEqual([
    { event: 'request', peer: a, asdu: command(6, 4), detail: '' },
    { event: 'request', peer: '10.0.0.1:2404', asdu: command(6, 1), detail: `for ${a}` },
    { event: 'request', peer: b, asdu: command(6, 5), detail: '' },
    {
      event: 'reply',
      peer: b,
      asdu: command(NEGATIVE, 5),
      detail: `refused: ${a} commands this point`,
    },
    { event: 'reply', peer: '10.0.0.1:2404', asdu: command(7, 1), detail: `for ${a}, after 25.000 ms` },
  ]);
});

it('the log says that a point is commanded by a master that has gone', () => {
  const { kit, masters } = startedGroup(2);
  masters[0].sendAsdus(command(6, 4));
  masters[0].send(STOPDT_ACT);
  kit.lines.length = 0;
  masters[1].sendAsdus(command(6, 5));
  const replies = kit.lines.filter(({ event }) => event === 'reply');
  expect(replies.map(({ detail }) => detail)).toEqual([
    'refused: a master that has gone commands this point',
  ]);
});

it('the log tells whom an interrogation is shared with, and what waits', () => {
  const { kit, masters } = startedGroup(3);
  kit.lines.length = 0;
  const gi = (qoi: string): string => `64 01 06 00 20 00 00 00 00 ${qoi}`;
  masters[0].sendAsdus(gi('14'));
  masters[1].sendAsdus(gi('14'));
  masters[2].sendAsdus(gi('15'));
  const [a, b, c] = masters.map(({ link }) => link.peer);
  const asked = kit.lines.filter(({ event, peer }) => event === 'request' && peer !== '10.0.0.1:2404');
  expect(asked.map(({ peer, detail }) => [peer, detail])).toEqual([
    [a, ''],
    [b, `shares that of ${a}`],
    [c, 'waits until the one at the RTU is over'],
  ]);
});

it('the log has one line for a selection that is taken back', () => {
  const { kit, rtu, masters } = startedGroup(2);
  masters[0].sendAsdus(select(6, 4));
  rtu.sendAsdus(select(7, 1));
  kit.lines.length = 0;
  kit.lose(masters[0]);
  expect(kit.lines.filter(({ asdu }) => asdu !== undefined)).toEqual([
    {
      event: 'request',
      peer: '10.0.0.1:2404',
      asdu: select(8, 1),
      detail: 'takes back what a master had selected that has gone',
    },
  ]);
});
