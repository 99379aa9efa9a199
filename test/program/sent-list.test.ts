/** Compares the sent list with masters that record every signal: same signals, order, values, time tags and acknowledgements. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SENT_LIST_HEADER } from '../../src/channel/sent-list-format.js';
import type { Engine } from '../../src/coordinator/api.js';
import { loadSetting, type Setting, startBare } from '../support/test-engine.js';
import { pointRows, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { NotingPeer } from './noting-peer.js';

const K = 12;
const MIXED = [
  '1,Y,30,1,1',
  '1,Y,36,2,230.5 OV',
  '1,Y,11,3,500',
  '1,Y,35,4,-20',
  '1,Y,1,5,0',
  ...pointRows(1, 6, 100),
];

/** Starts an engine that writes a sent list. The list is read after the engine has ended. */
async function listing(
  setting: Setting,
): Promise<{ engine: Engine; port: (slot: number) => number; lines: () => Promise<string[][]> }> {
  const workspace = new Workspace();
  const sentList = workspace.path('sent.csv');
  writeFileSync(sentList, SENT_LIST_HEADER);
  // The list contains the ports, so they must be known before the start.
  const ports = await freePorts(setting.rtus.length);
  const rtus = setting.rtus.map((row, i) => ({ ...row, port: ports[i] }));
  const engine = await startBare({ ...loadSetting({ ...setting, rtus }, workspace), sentList });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= engine.close();
    return closed;
  };
  onTestFinished(close);
  return {
    engine,
    port: (slot) => engine.rtus[slot].port,
    lines: async () => {
      await close();
      const text = workspace.read('sent.csv');
      expect(text.endsWith('\n')).toBe(true);
      const [header, ...lines] = text.slice(0, -1).split('\n');
      expect(`${header}\n`).toBe(SENT_LIST_HEADER);
      return lines.map((line) => line.split(','));
    },
  };
}

/** The part of a line that a master can know: IOA, type, value, time tag, and whether it was acknowledged. */
function known([, , , , ioa, type, value, , tag, , acknowledged]: readonly string[]): unknown[] {
  const single = Number(type) === 13 || Number(type) === 36;
  return [
    Number(ioa),
    Number(type),
    single ? Math.fround(Number(value)) : Number(value),
    tag,
    acknowledged !== '',
  ];
}

/** The same fields of what the master received. */
function noted(peer: NotingPeer): unknown[][] {
  const acknowledged = peer.acknowledgedObjects.length;
  return peer.objects.map(({ ioa, typeId, value, tag }, i) => [ioa, typeId, value, tag, i < acknowledged]);
}

describe('the sent list', () => {
  it.each([
    ['as in the file', undefined],
    ['that walk', { seed: 5, percent: 3 }],
  ])('holds what the masters received and acknowledged, signal for signal: values %s', async (_, walk) => {
    const rtus = [{ ca: 7 }, { ca: 8, options: ['objects=1'] }, { ca: 9 }];
    const { engine, port, lines } = await listing({ rtus, databases: { 'd.csv': MIXED }, shards: 2 });
    const how = { ratePerRtu: 1_000, ...(walk === undefined ? {} : { walk }) };
    const peers = [
      await NotingPeer.start(port(0), 0),
      await NotingPeer.start(port(1), 20),
      await NotingPeer.start(port(2), 0),
    ];
    const { totals } = await engine.settled(engine.send(1, 400, how).id);
    const all = await lines();
    expect(all).toHaveLength(totals.sent);
    for (const [slot, peer] of peers.entries()) {
      const own = all.filter(([no]) => Number(no) === slot + 1);
      expect(own.map(known)).toEqual(noted(peer));
      const rest = own.map(([, name, ofPort, ca, , , , , , written, acknowledged]) => {
        const [from, until] = [written, acknowledged].map((text) => Date.parse(text.slice(0, 23)));
        return [name, Number(ofPort), Number(ca), until >= from];
      });
      expect(new Set(rest.map(String))).toEqual(new Set([`R${slot + 1},${port(slot)},${7 + slot},true`]));
      // Each frame is acknowledged after the one before.
      const acknowledgedAt = own.map((cells) => cells[10]);
      expect([...acknowledgedAt].sort()).toEqual(acknowledgedAt);
    }
  });

  it('shows which signals a master that died never acknowledged', async () => {
    const setting = {
      rtus: [{ k: K, options: ['objects=1', 'eoi=never'] }],
      databases: { 'd.csv': pointRows(1, 100) },
    };
    const { engine, port, lines } = await listing(setting);
    const peer = await NotingPeer.start(port(0), 'when told');
    const { id } = engine.send(1, 0);
    await peer.received(K);
    peer.acknowledge(5);
    await peer.received(K + 5);
    peer.die();
    await engine.settled(id);
    const all = await lines();
    expect(all.map(known)).toEqual(noted(peer));
    expect(all.filter((cells) => cells[10] === '')).toHaveLength(K);
  });

  it('has both writings of a signal that was sent again on the connection that took over', async () => {
    const setting = {
      rtus: [{ k: K, options: ['objects=1', 'eoi=never'] }],
      databases: { 'd.csv': pointRows(1, 30) },
    };
    const { engine, port, lines } = await listing(setting);
    const first = await NotingPeer.start(port(0), 'when told');
    const { id } = engine.send(1, 0);
    await first.received(K);
    first.acknowledge(4);
    await first.received(K + 4);
    const second = await NotingPeer.start(port(0), 0);
    const { totals } = await engine.settled(id);
    expect(totals).toMatchObject({ offered: 30, sent: 30, acknowledged: 30 });
    const all = await lines();
    // 4 acknowledged and 12 never on the first connection; these 12 and the last 14 on the second.
    expect([first, second].map((peer) => noted(peer).length)).toEqual([16, 26]);
    expect(all.map(known)).toEqual([...noted(first), ...noted(second)]);
    expect(new Set(all.map((cells) => cells[4])).size).toBe(30);
    expect(new Set(all.map((cells) => cells[11])).size).toBe(2);
  });

  it('has the signals that a master received before it closed in the middle of a send', async () => {
    const setting = { rtus: [{ options: ['eoi=never'] }], databases: { 'd.csv': pointRows(1, 40) } };
    const { engine, port, lines } = await listing(setting);
    const peer = await NotingPeer.start(port(0), 'when told');
    engine.send(1, 60_000);
    await peer.received(K);
    peer.acknowledge();
    await peer.received(2 * K);
    // Frames of 22 and 18 signals alternate: 12 frames are acknowledged, 12 are not.
    const all = await lines();
    expect(all.map(known)).toEqual(noted(peer));
    expect(all.filter((cells) => cells[10] === '')).toHaveLength((K / 2) * (22 + 18));
  });
});
