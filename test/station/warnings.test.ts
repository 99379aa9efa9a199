/** Mistakes of a test room that are told once and counted always (`docs/behaviour.md` §3). */
import { describe, expect, it } from 'vitest';
import { openStation } from './station-kit.js';

const STARTDT_ACT = '68 04 07 00 00 00';

describe('masters that take an RTU from each other', () => {
  /** So many connections start one after the other, `everyMs` apart. */
  function takeovers(count: number, everyMs: number) {
    const station = openStation('1,,1,1,1\n', { connections: 100 });
    station.started('M0');
    for (let i = 1; i <= count; i++) {
      station.until(station.nowMs + everyMs);
      station.connect(`M${i}`).raw(STARTDT_ACT);
    }
    return {
      told: station.log.filter(({ event }) => event === 'warning'),
      count: station.counter('TAKEOVERS'),
    };
  }

  it('five times in ten seconds: told once, and how to let both in', () => {
    const { told, count } = takeovers(12, 2_500);
    expect(count).toBe(12);
    expect(told).toEqual([
      {
        event: 'warning',
        detail:
          'masters take this RTU from each other, 5 times in 10.0 s; with group=each every connection gets everything, with addresses in group every control centre does',
      },
    ]);
  });

  it('four times, or five in more time: nothing is told', () => {
    expect(takeovers(4, 1).told).toEqual([]);
    expect(takeovers(12, 2_501).told).toEqual([]);
  });

  it('not with group=each', () => {
    const station = openStation('1,,1,1,1\n', { connections: 100, group: 'each' });
    for (let i = 0; i < 8; i++) station.started(`M${i}`);
    expect(station.counter('TAKEOVERS')).toBe(0);
  });
});

describe('a request for another CA', () => {
  /** The warnings after interrogations for these CAs, as octets. */
  function asked(...cas: string[]) {
    const station = openStation('1,Y,1,1,1\n', { rtuNumber: 258 });
    const master = station.started();
    for (const ca of cas) {
      master.request(`64 01 06 00 ${ca} | 00 00 00 | 14`);
      station.take();
      master.acknowledge();
    }
    const told = station.log.filter(({ event }) => event === 'warning').map(({ detail }) => detail);
    return { told, count: station.counter('FOREIGN_CA') };
  }

  it('names both CAs, once for each', () => {
    // 99 = 0063h, 1 = 0001h
    expect(asked('63 00', '63 00', '01 00')).toEqual({
      told: [
        'the master asks for CA 99, this RTU has CA 258',
        'the master asks for CA 1, this RTU has CA 258',
      ],
      count: 3,
    });
  });

  it('says if its octets are swapped', () => {
    // 258 = 0102h; swapped 0201h = 513
    expect(asked('01 02').told).toEqual([
      'the master asks for CA 513, this RTU has CA 258: its octets are swapped',
    ]);
  });

  it('of the own CA, or of all stations, is none', () => {
    expect(asked('02 01', 'FF FF')).toEqual({ told: [], count: 0 });
  });

  it('is told for eight CAs and counted for all', () => {
    const { told, count } = asked(...Array.from({ length: 10 }, (_, i) => `0${i} 00`));
    expect([told.length, count]).toEqual([8, 10]);
  });
});
