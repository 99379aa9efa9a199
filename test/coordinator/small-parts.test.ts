/** The engine's small parts: changes one after the other, waits for masters, stamps in log names. */
import { describe, expect, it } from 'vitest';
import { formatFileStamp } from '../../src/channel/log-names.js';
import { LogStamps } from '../../src/coordinator/log-stamps.js';
import { MasterWaiters } from '../../src/coordinator/master-waiters.js';
import { describeFailures } from '../../src/coordinator/shard-death.js';
import { Turns } from '../../src/coordinator/turns.js';
import { rtuDefinition } from '../support/rtus.js';

describe('turns', () => {
  it('start one job after the other, also after one that failed', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const job = (name: string, outcome?: Error) => async (): Promise<string> => {
      seen.push(`${name} starts`);
      await new Promise(setImmediate);
      seen.push(`${name} ends`);
      if (outcome !== undefined) throw outcome;
      return name;
    };
    const results = [job('a'), job('b', new Error('b fails')), job('c')].map((one) => turns.take(one));
    expect(await Promise.allSettled(results)).toMatchObject([
      { value: 'a' },
      { reason: { message: 'b fails' } },
      { value: 'c' },
    ]);
    expect(seen).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  });
});

describe('waits for masters', () => {
  it('end when enough RTUs have a started connection, at once if there are enough already', async () => {
    let started = 2;
    const waiters = new MasterWaiters(
      () => started,
      () => 9,
    );
    const ended: number[] = [];
    for (const count of [4, 2, 3, 0]) void waiters.reached(count).then(() => ended.push(count));
    await new Promise(setImmediate);
    expect(ended).toEqual([2, 0]);
    started = 3;
    expect(ended).toEqual([2, 0]);
    waiters.check();
    await new Promise(setImmediate);
    expect(ended).toEqual([2, 0, 3]);
    started = 9;
    waiters.check();
    waiters.check();
    await new Promise(setImmediate);
    expect(ended).toEqual([2, 0, 3, 4]);
  });

  it('wait for no more RTUs than there are left', async () => {
    let all = 3;
    const waiters = new MasterWaiters(
      () => 2,
      () => all,
    );
    let isEnded = false;
    void waiters.reached(3).then(() => {
      isEnded = true;
    });
    await new Promise(setImmediate);
    expect(isEnded).toBe(false);
    all = 2;
    waiters.check();
    await new Promise(setImmediate);
    expect(isEnded).toBe(true);
  });
});

describe('stamps of log names', () => {
  const START = new Date(2026, 10, 22, 10, 3, 11, 900).getTime();

  it('are the time of the program start until an RTU is restarted', () => {
    let nowMs = START + 60_000;
    const stamps = new LogStamps(START, () => nowMs);
    expect([stamps.first, stamps.of(7)]).toEqual(['20261122T100311', '20261122T100311']);
    stamps.use(7, stamps.next(7));
    nowMs += 60_000;
    expect([stamps.of(7), stamps.of(8)]).toEqual(['20261122T100411', '20261122T100311']);
    expect([...stamps.restarted]).toEqual([[7, '20261122T100411']]);
  });

  it('differ between two starts, however short the time between them', () => {
    const stamps = new LogStamps(START, () => START);
    const seen = [stamps.of(0)];
    for (let restart = 0; restart < 5; restart++) {
      stamps.use(0, stamps.next(0));
      seen.push(stamps.of(0));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5].map((seconds) => formatFileStamp(START + seconds * 1000)));
    expect(stamps.next(1)).toBe(formatFileStamp(START + 1000));
  });
});

describe('ports that cannot be opened', () => {
  const rtus = ['10.9.1.1', '10.9.1.2', '10.9.1.2', '10.9.1.4', '10.9.1.5', ''].map((bind, i) =>
    rtuDefinition(i + 1, { bind }),
  );
  const missing = (slot: number) => ({
    slot,
    port: 2404,
    error: {
      code: 'EADDRNOTAVAIL',
      message: `${rtus[slot].bind} port 2404 is not an address of this machine`,
      detail: '',
    },
  });
  const taken = {
    slot: 5,
    port: 2404,
    error: { code: 'EADDRINUSE', message: 'port 2404 is in use by another program', detail: '' },
  };

  it('have a line each, but one for all addresses that are not there', () => {
    const { lines, missingAddresses } = describeFailures(
      [missing(4), missing(2), taken, missing(0), missing(1), missing(3)],
      rtus,
    );
    expect(lines).toEqual([
      'RTU 6 System 6: port 2404 is in use by another program',
      "5 RTUs can't listen on 4 addresses that this machine does not have: 10.9.1.1, 10.9.1.2, 10.9.1.4 and 1 more",
    ]);
    expect(missingAddresses).toBe(4);
  });

  it('keep their line where one RTU alone lacks its address', () => {
    expect(describeFailures([missing(0)], rtus)).toEqual({
      lines: ['RTU 1 System 1: 10.9.1.1 port 2404 is not an address of this machine'],
      missingAddresses: 1,
    });
    expect(describeFailures([missing(1), missing(2)], rtus).lines).toEqual([
      "2 RTUs can't listen on an address that this machine does not have: 10.9.1.2",
    ]);
    expect(describeFailures([taken], rtus).missingAddresses).toBe(0);
  });
});
