/** Reactions as an ordered list under fake time (`docs/behaviour.md` §14). */
import { describe, expect, it } from 'vitest';
import { MOST_DEPTH } from '../../src/reactions/reactions.js';
import { play } from './reactions-kit.js';

const OFF = 1;
const ON = 2;

describe('what begins a reaction', () => {
  it('is a state that a point did not have before', () => {
    const test = play('trip,1,1001 becomes off,,,1002,on');
    test.changed(1, 1001, OFF);
    test.changed(1, 1001, 3);
    test.changed(1, 1001, OFF, 0x80);
    test.changed(2, 1001, OFF);
    expect(test.told()).toEqual(['@0 1:1002=1', '@0 1:1002=1']);
  });

  it('is not what a shard only tells, nor a state that stays', () => {
    const test = play('trip,1,1001 becomes off,,,1002,on');
    test.known(1, 1001, OFF);
    test.changed(1, 1001, OFF);
    expect(test.told()).toEqual([]);
  });

  it('is a number that is passed, in one direction', () => {
    const test = play('low,1,3001 falls below 5,,,1002,on', 'high,1,3001 rises above 12.5,,,1001,open');
    for (const value of [5, 4.9, 4.8, 6, 4, 12.5, 12.6, 13, 3]) test.changed(1, 3001, value);
    expect(test.told()).toEqual(['@0 1:1002=1', '@0 1:1002=1', '@0 1:1001=1', '@0 1:1002=1']);
  });

  it('is a quality, a change of the value, or its being good again', () => {
    const test = play(
      'bad,1,3001 becomes IV,,,1002,on',
      'good,1,3001 becomes good,,,1002,off',
      'any,1,3002 changes,,,1001,off',
    );
    test.changed(1, 3001, 10, 0x80);
    test.changed(1, 3001, 10, 0xc0);
    test.changed(1, 3001, 10);
    test.changed(1, 3002, 5, 0x80);
    test.changed(1, 3002, 6);
    expect(test.told()).toEqual(['@0 1:1002=1', '@0 1:1002=0', '@0 1:1001=1']);
  });

  it('is a command, with any value or with one, of one type or of all', () => {
    const test = play(
      'any,1,command 5001,,,1002,on',
      'off,1,command 5001 is off,,,1002,off',
      'time,1,command 5005 type 45 on,,,1001,off',
      'set,1,command 5003 is 12.5,,,1001,on',
      'step,1,command 5004 is higher,,,3002,plus 1',
    );
    test.command(1, 5001, 46, ON);
    test.command(1, 5001, 46, OFF);
    test.command(1, 5001, 59, OFF);
    test.command(1, 5005, 58, 1);
    test.command(1, 5003, 50, 12.5);
    test.command(1, 5003, 50, 12);
    test.command(1, 5004, 47, 2);
    test.command(1, 5004, 47, 1);
    test.command(2, 5001, 46, OFF);
    expect(test.told()).toEqual([
      '@0 1:1002=1',
      '@0 1:1002=1',
      '@0 1:1002=0',
      '@0 1:1001=1',
      '@0 1:1001=2',
      '@0 1:3002=6',
    ]);
  });

  it('may be one of several', () => {
    const test = play('trip,1,1001 becomes off or command 5002 is on,,,3002,0');
    test.changed(1, 1001, OFF);
    test.command(1, 5002, 45, 1);
    expect(test.told()).toEqual(['@0 1:3002=0', '@0 1:3002=0']);
  });
});

describe('conditions', () => {
  it('hold when the trigger comes, on own points and on those of other RTUs', () => {
    const test = play('trip,1-2,1001 becomes off,1002 is on and 3001 of RTU 4 is above 9,,3002,0');
    test.changed(1, 1001, OFF);
    test.changed(1, 1002, 1);
    test.changed(1, 1001, ON);
    test.changed(1, 1001, OFF);
    test.changed(2, 1002, 1);
    test.changed(4, 3001, 9);
    test.changed(2, 1001, OFF);
    expect(test.told()).toEqual(['@0 1:3002=0']);
  });

  it('may be that something is not so', () => {
    const test = play(
      'trip,1,1001 becomes off,1002 is not on,,3002,0',
      'good,1,3001 changes,3001 is not IV,,3002,1',
    );
    test.changed(1, 1001, OFF);
    test.changed(1, 3001, 1, 0x80);
    expect(test.told()).toEqual(['@0 1:3002=0']);
    test.changed(1, 3001, 2, 0x40);
    expect(test.told()).toEqual(['@0 1:3002=1']);
  });
});

describe('time', () => {
  it('runs from the trigger; what is due at one time keeps the order of the rows', () => {
    const test = play(
      'trip,1,1001 becomes off,,0.3,1002,on',
      ',,,,0.1,3002,1',
      ',,,3002 is above 100,0.1,3002,9',
      ',,,,0.3,3001,0',
      ',,,,,3001,5',
    );
    test.nowMs = 1000;
    test.changed(1, 1001, OFF);
    expect(test.told()).toEqual(['@1000 1:3001=5']);
    expect(test.reactions.nextMs).toBe(1100);
    test.until(1299);
    expect(test.told()).toEqual(['@1100 1:3002=1']);
    test.until(5000);
    expect(test.told().slice(0, 2)).toEqual(['@1300 1:1002=1', '@1300 1:3001=0']);
  });

  it('runs for every trigger by itself, or begins anew', () => {
    const test = play('each,1,command 5001,,1,1001,as commanded', 'last,1,command 5001,,1,1002,on,,,restart');
    test.command(1, 5001, 46, ON);
    test.until(600);
    test.command(1, 5001, 46, OFF);
    expect(test.told()).toEqual(['@600 restarted last on 1 ×1']);
    test.until(1700);
    expect(test.told()).toEqual(['@1000 1:1001=2', '@1600 1:1001=1', '@1600 1:1002=1']);
    expect(test.reactions.countsOf(test.row('last'))).toMatchObject({ fired: 1, restarted: 1 });
  });

  it('is cut short by what the row says in unless, for this RTU number alone', () => {
    const test = play('open,1-2,1001 becomes off,,2,3001,0,,1001 becomes on or command 5002,');
    test.changed(1, 1001, OFF);
    test.changed(2, 1001, OFF);
    expect(test.reactions.pendingOf(test.row('open'))).toHaveLength(2);
    test.until(1999);
    test.changed(1, 1001, ON);
    test.until(3000);
    expect(test.told()).toEqual(['@1999 stopped open on 1 ×1', '@2000 2:3001=0']);
    test.changed(1, 1001, OFF);
    test.command(1, 5002, 45, 0);
    expect(test.told()).toEqual(['@3000 stopped open on 1 ×1']);
  });

  it('once is once for each RTU number', () => {
    const test = play('once,1-2,1001 becomes off,,1,3001,0,,1002 becomes on,once');
    const toggle = (number: number): void => {
      test.changed(number, 1001, OFF);
      test.changed(number, 1001, ON);
    };
    toggle(1);
    test.changed(1, 1002, 1);
    test.changed(1, 1002, 0);
    // What was stopped has not happened.
    toggle(1);
    toggle(1);
    test.until(1000);
    test.carryOut();
    test.until(5000);
    toggle(1);
    toggle(2);
    test.until(6000);
    test.carryOut();
    test.until(9000);
    expect(test.told()).toEqual(['@0 stopped once on 1 ×1', '@1000 1:3001=0', '@6000 2:3001=0']);
  });
});

describe('the new value', () => {
  it('is that of the command: its state, the opposite, a set-point', () => {
    const test = play(
      'own,1,command 5001,,,1001 of RTU 2,as commanded',
      'opposite,1,command 5001,,,1002,opposite of commanded',
      'set,1,command 5003,,,3001 of RTU 2,as commanded',
      'scaled,1,command 5003,,,3002 of RTU 2,as commanded times 10 plus 1 at most 300',
    );
    test.command(1, 5001, 46, ON);
    test.command(1, 5001, 46, OFF);
    test.command(1, 5003, 50, 2.5);
    test.command(1, 5003, 50, 99);
    expect(test.told()).toEqual([
      '@0 2:1001=2',
      '@0 1:1002=0',
      '@0 2:1001=1',
      '@0 1:1002=1',
      '@0 2:3001=2.5',
      '@0 2:3002=26',
      '@0 2:3001=99',
      '@0 2:3002=300',
    ]);
  });

  it('is not there where the set-point is outside the range of the point', () => {
    const test = play('set,1,command 5003,,,3003,as commanded');
    test.command(1, 5003, 50, 0.25);
    test.command(1, 5003, 50, 7);
    expect(test.told()).toEqual(['@0 1:3003=0.25', '@0 failed set on 1 ×1: set-point 7 is outside −1…1']);
  });

  it('is that of another point, with its quality where it is copied', () => {
    const test = play(
      'copy,1,3001 changes,,,3001 of RTU 2,copy of 3001,copied',
      'same,1,1001 changes,,,1002,copy of 1001,good',
      'opposite,1,1001 changes,,,1002 of RTU 2,opposite of 1001,IV NT',
    );
    test.changed(1, 3001, 1.5, 0x80);
    test.changed(1, 1001, OFF);
    test.changed(1, 1001, ON);
    expect(test.told()).toEqual([
      '@0 2:3001=1.5 q128',
      '@0 1:1002=0 q0',
      '@0 2:1002=1 q192',
      '@0 1:1002=1 q0',
      '@0 2:1002=0 q192',
    ]);
  });

  it('is calculated from what orders under way will make of the point', () => {
    const test = play('load,1-3,1001 becomes off,,,3001 of RTU 4,minus point 3001', ',,,,,3001,0');
    for (const number of [1, 2, 3]) test.changed(number, 3001, number);
    // 10 − 1 − 2 − 3, though no shard has carried out anything yet.
    for (const number of [1, 2, 3]) test.changed(number, 1001, OFF);
    expect(test.told().filter((entry) => entry.includes('4:3001'))).toEqual([
      '@0 4:3001=9',
      '@0 4:3001=7',
      '@0 4:3001=4',
    ]);
    // What is told meanwhile is what these orders will overwrite.
    test.changed(4, 3001, 50);
    test.changed(1, 3001, 1);
    test.changed(1, 1001, ON);
    test.changed(1, 1001, OFF);
    expect(test.told()).toEqual(['@0 4:3001=4', '@0 1:3001=0']);
    test.carryOut();
    test.changed(4, 3001, 50);
    test.changed(1, 3001, 8);
    test.changed(1, 1001, ON);
    test.changed(1, 1001, OFF);
    expect(test.told()).toEqual(['@0 4:3001=42', '@0 1:3001=0']);
  });

  it('stays within the range of its type', () => {
    const test = play(
      'more,1,command 5001,,,3002,plus 32765',
      'most,1,command 5001,,,3003,plus 2',
      'count,1,command 5001,,,4001,minus 8',
      'least,1,command 5001,,,3001,minus 20 at least 0',
    );
    test.command(1, 5001, 46, ON);
    // A normalized value is at most 1 − 2⁻¹⁵.
    expect(test.told()).toEqual([
      '@0 1:3002=32767',
      '@0 1:3003=0.999969482421875',
      '@0 1:4001=-1',
      '@0 1:3001=0',
    ]);
  });
});

describe('what an RTU does not do', () => {
  it('is told: no such point any more, or no shard with the RTU', () => {
    const test = play('trip,1,1001 becomes off,,,1002,on');
    test.changed(1, 1001, OFF);
    test.reactions.take({ kind: 'missing', id: 1, atMs: 3 }, 3);
    test.changed(1, 1001, ON);
    test.changed(1, 1001, OFF);
    expect(test.reactions.nextMs).toBe(2000);
    test.until(2000);
    expect(test.told()).toEqual([
      '@0 1:1002=1',
      '@0 failed trip on 1 ×1: the RTU has no such point any more',
      '@0 1:1002=1',
      '@2000 failed trip on 1 ×1: no shard has an RTU of this number now',
    ]);
    expect(test.reactions.nextMs).toBe(Number.POSITIVE_INFINITY);
    expect(test.reactions.countsOf(test.row('trip'))).toMatchObject({ fired: 2, failed: 2 });
  });
});

describe('loops', () => {
  it('that cannot be proven are stopped after 32 reactions', () => {
    const rows = ['up,1,1001 becomes off,3001 is above 1,,1001,on', 'down,1,1001 becomes on,,,1001,off'];
    const test = play(...rows);
    test.changed(1, 1001, OFF);
    for (let turn = 0; turn < 100 && test.waiting > 0; turn++) test.carryOut();
    const told = test.told();
    expect(told).toHaveLength(MOST_DEPTH + 1);
    expect(told.at(-1)).toMatch(
      /^@0 cut up on 1 ×1: 32 reactions have led from one to the next within 100 ms each: /,
    );
    expect(test.reactions.countsOf(test.row('up'))).toMatchObject({ fired: 16, cut: 1 });
    expect(test.reactions.countsOf(test.row('down'))).toMatchObject({ fired: 16, cut: 0 });
    // What comes from outside begins a new chain.
    test.changed(1, 1001, ON);
    expect(test.told()).toEqual(['@0 1:1001=1']);
  });

  it('that are slow go on: a delay of 0.1 s begins a new chain', () => {
    const test = play('up,1,1001 becomes off,,0.1,1001,on', 'down,1,1001 becomes on,,,1001,off');
    test.changed(1, 1001, OFF);
    for (let turn = 1; turn <= 40; turn++) {
      test.until(turn * 100);
      test.carryOut();
      test.carryOut();
    }
    expect(test.told()).toHaveLength(80);
  });
});
