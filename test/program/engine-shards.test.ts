/** A shard that dies: the coordinator restarts it, and the other shards are not affected (`docs/architecture.md`, threads). */

import { describe, expect, it } from 'vitest';
import { localFiles } from '../../src/log-writer/local-files.js';
import { HANG_MS, soon } from '../support/patience.js';
import { TestEngine } from '../support/test-engine.js';
import { pointRows, type RtuRow } from '../support/workspace.js';

type ProgramLogModule = typeof import('../../src/coordinator/program-log.js');

const { logEvent, openProgramLog }: ProgramLogModule = await import(
  new URL('../../dist/coordinator/program-log.js', import.meta.url).href
);

const databases = { 'd.csv': pointRows(1, 50) };
/** Two stations of two ports each. The RTUs of a station must be on one shard. */
const rtus: RtuRow[] = [1, 2, 1, 2].map((ca, i) => ({ name: `R${i}`, ca }));

describe('RTUs of one number', () => {
  it('are on one shard; other RTU numbers are spread over the shards', async () => {
    const test = await TestEngine.start({ rtus, databases, shards: 2 });
    const shards = rtus.map((_, slot) => test.shardOf(slot));
    expect(shards[0]).toBe(shards[2]);
    expect(shards[1]).toBe(shards[3]);
    expect(shards[0]).not.toBe(shards[1]);
  });
});

describe('a shard that dies', () => {
  it('is restarted with its RTUs; the other shards keep running', async () => {
    const test = await TestEngine.start({ rtus, databases, shards: 2, signalLog: 'all' });
    const log = openProgramLog(test.workspace.path('log'), localFiles());
    test.engine.onEvent((event) => logEvent(log, event));
    const links = await Promise.all(rtus.map((_, slot) => test.started(slot)));
    await Promise.all(links.map((link) => link.interrogate()));

    await test.killThread(0);
    const { shard, detail } = await test.event('shard-died');
    const back = await test.event('shard-restarted');
    expect(detail).not.toBe('');
    expect(back).toMatchObject({ shard, rtus: 2 });

    const shards = rtus.map((_, slot) => test.shardOf(slot));
    for (const [slot, link] of links.entries()) {
      if (shards[slot] === shard) {
        await link.closed(HANG_MS);
        expect(test.engine.stats.get(slot, 'STARTED')).toBe(0);
        const again = await test.started(slot);
        expect(await again.interrogate()).toMatchObject({ outcome: 'done', dataObjects: 50 });
      } else {
        expect(await link.interrogate()).toMatchObject({ outcome: 'done', dataObjects: 50 });
        expect(link.violations.count).toBe(0);
      }
    }
    await test.engine.close();

    log.flush();
    await soon(() => {
      const own = test.workspace.read('log', 'iec104rs.log').trimEnd().split('\n');
      const messages = own.map((line) => JSON.parse(line) as { level: number; msg: string; shard?: number });
      expect(messages.find(({ msg }) => msg === 'shard died')).toMatchObject({ level: 50, shard });
      expect(messages.find(({ msg }) => msg === 'shard-restarted')).toMatchObject({ shard, rtus: 2 });
    });
    // The RTU's logs continue in the same files.
    for (const name of test.workspace.list('log').filter((file) => file.endsWith('.csv'))) {
      const headers = test.workspace.read('log', name).match(/^time,event,/gm);
      expect([name, headers?.length]).toEqual([name, 1]);
    }
  });

  it('ends its part of a send: the send settles, and the next send runs on all shards', async () => {
    const test = await TestEngine.start({ rtus, databases, shards: 2 });
    const links = await Promise.all(rtus.map((_, slot) => test.started(slot, { ack: { kind: 'eager' } })));
    const send = test.engine.send(1, 1500);
    await test.event('send', ({ what }) => what === 'started');
    await test.killThread(1);
    const { shard } = await test.event('shard-died');
    await test.event('shard-restarted');
    const settled = await test.engine.settled(send.id);
    expect(settled.state).toBe('settled');
    const { offered, acknowledged, unsentLink } = settled.totals;
    expect(offered).toBe(acknowledged + unsentLink);

    const shards = rtus.map((_, slot) => test.shardOf(slot));
    for (const [slot, link] of links.entries()) {
      if (shards[slot] === shard) links[slot] = await test.started(slot, { ack: { kind: 'eager' } });
      else expect(link.state).toBe('started');
    }
    const second = await test.engine.settled(test.engine.send(1, 0).id);
    expect(second.totals).toMatchObject({ running: 4, offered: 200, acknowledged: 200 });
    // An order is complete in itself, so a restarted shard can carry it out: its two RTUs send 200 signals a second for 0.1 s.
    const rtuNumbers = [...new Set(test.engine.placement[shard].map(({ rtuNumber }) => rtuNumber))];
    const named = test.engine.send(1, 100, { rtuNumbers, ratePerRtu: 200 });
    const { totals } = await test.engine.settled(named.id);
    expect([rtuNumbers.length, totals]).toMatchObject([1, { running: 2, offered: 40 }]);
  });

  it('because an order made it fail leaves no socket open and no count: its thread ends as in any death', async () => {
    const test = await TestEngine.start({ rtus: rtus.slice(0, 2), databases });
    const link = await test.started(0);
    const send = test.engine.send(1, 60_000, { ratePerRtu: 100 });
    await soon(() => expect(test.engine.stats.get(0, 'SIGNALS_SENT')).toBeGreaterThan(0));
    // No order of the program is such: the shard cannot read it, and throws.
    const { ring } = test.engine as unknown as { ring: { publish(order: { kind: string }): void } };
    ring.publish({ kind: 'none of the kinds' });
    const { losses } = await test.event('shard-died');
    expect(losses.links).toEqual([{ slot: 0, count: 1 }]);
    expect(await test.event('shard-restarted')).toMatchObject({ rtus: 2 });
    await link.closed(HANG_MS);
    const { totals, shardsLost } = await test.engine.settled(send.id);
    expect([shardsLost, totals.running, totals.notStarted]).toEqual([[0], 1, 1]);
    expect(totals.offered).toBe(totals.acknowledged + totals.unsentLink);
    const { stats } = test.engine;
    expect([stats.get(0, 'CONNECTIONS'), stats.get(0, 'DISCONNECTS')]).toEqual([0, 1]);
    expect(await (await test.started(0)).interrogate()).toMatchObject({ outcome: 'done' });
    expect([stats.get(0, 'CONNECTIONS'), stats.get(0, 'DISCONNECTS')]).toEqual([1, 1]);
  });

  it('is restarted as often as it dies', async () => {
    const test = await TestEngine.start({ rtus: rtus.slice(0, 1), databases });
    for (let turn = 1; turn <= 5; turn++) {
      const link = await test.started(0);
      await test.killThread(0);
      await link.closed(HANG_MS);
      await test.restarts(turn);
    }
    expect(await (await test.started(0)).interrogate()).toMatchObject({ outcome: 'done' });
  });
});
