/** Sends at a rate, and to RTUs of some numbers only. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type * as RingModule from '../../src/channel/broadcast-ring.js';
import { nextAsdus } from '../support/raw-peer.js';
import { importBuilt, startSimulator, waitFor } from '../support/test-engine.js';
import { type ApiUnderTest, openApi, serve } from './support.js';

const start = () => {
  const rows = [100, 101, 102, 103, 104].map((ioa) => `5,Y,1,${ioa},1\n`).join('');
  return startSimulator({ rtus: ['A,32,a.csv', 'B,33,a.csv', 'B2,33,a.csv'], files: { 'a.csv': rows } });
};

describe('POST /api/send, with masters', () => {
  const served = serve(start, 'each');
  const sent = (slot: number): number => served.simulator.engine.stats.get(slot, 'SIGNALS_SENT');

  it('sends on the RTUs of the numbers, at the rate', async () => {
    const masters = [
      await served.simulator.master(0),
      await served.simulator.master(1),
      await served.simulator.master(2),
    ];
    const fromMs = performance.now();
    const answer = await served.http.post('/api/send', { index: 5, rate: 20, rtuNumbers: [33] });
    expect(answer).toMatchObject({ status: 202, json: { id: 1 } });
    expect((await served.http.get('/api/sends')).json).toMatchObject([
      { id: 1, index: 5, rate: 20, rtuNumbers: [33], settledAt: null },
    ]);
    await waitFor('all signals', () => (sent(1) + sent(2) === 10 ? true : undefined));
    // The fifth signal is due 4 / 20 s after the first.
    expect(performance.now() - fromMs).toBeGreaterThan(190);
    expect(sent(0)).toBe(0);
    for (const slot of [1, 2]) {
      const frames = served.simulator.engine.stats.get(slot, 'I_SENT');
      masters[slot].send(`68 04 01 00 ${(2 * frames).toString(16).padStart(2, '0')} 00`);
    }
    await served.simulator.engine.settled(1);
    const [send] = (await served.http.get('/api/sends')).json;
    expect(send).toMatchObject({ state: 'settled', totals: { running: 2, sent: 10, acknowledged: 10 } });
    expect(Date.parse(send.settledAt)).toBeGreaterThan(Date.parse(send.startedAt) + 190);
    expect(send.settledAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
  });

  it('sends with the cause of the body; COT 2 is that of a background scan', async () => {
    const master = await served.simulator.master(0);
    await served.http.post('/api/send', { index: 5, cot: 'background', rtuNumbers: [32] });
    // Type 1, five objects, COT 2, OA 0, CA 32.
    const [asdu] = await nextAsdus(master, 1);
    expect(asdu.slice(0, 17)).toBe('01 05 02 00 20 00');
    expect((await served.http.get('/api/sends')).json).toMatchObject([{ cot: 'background' }]);
    const { status, json } = await served.http.post('/api/send', { index: 5, cot: 'spontaneous' });
    expect([status, json.detail]).toEqual([400, 'cot: must be periodic or background']);
  });
});

describe('POST /api/send', () => {
  const served = serve(start, 'all');
  /** What each of these orders became. */
  const listed = async (...orders: object[]) => {
    const sends: unknown[] = [];
    for (const order of orders) {
      const { id } = (await served.http.post('/api/send', order)).json;
      sends.push((await served.http.get(`/api/sends/${id}`)).json);
    }
    return sends;
  };

  it('accepts a rate or numbers alone', async () => {
    const orders = [{ index: 5, rate: 0.5, duration: 1 }, { index: 5, rtuNumbers: [33, 32] }, { index: 5 }];
    expect(await listed(...orders)).toMatchObject([
      { rate: 0.5, rtuNumbers: [], duration: 1 },
      { rate: null, rtuNumbers: [32, 33] },
      { rate: null, rtuNumbers: [], withoutWaits: false },
    ]);
  });

  it('sends without waits and filters where asked', async () => {
    const order = vi.spyOn(served.simulator.engine, 'send');
    onTestFinished(() => order.mockRestore());
    const both = await listed({ index: 0, withoutWaits: true }, { index: 0, withoutWaits: false });
    expect(order.mock.calls).toEqual([
      [0, 0, { withoutWaits: true }],
      [0, 0, {}],
    ]);
    expect(both).toMatchObject([{ withoutWaits: true }, { withoutWaits: false }]);
    expect(await served.http.post('/api/send', { index: 0, withoutWaits: 1 })).toMatchObject({ status: 400 });
  });
});

describe('/api/sends/:id', () => {
  const served = serve(start, 'all');

  it('has one send; 404 for a number that none had', async () => {
    await served.http.post('/api/send', { index: 5 });
    await served.simulator.engine.settled(1);
    const one = await served.http.get('/api/sends/1');
    expect(one).toMatchObject({ status: 200, json: { id: 1, state: 'settled', totals: { notStarted: 3 } } });
    expect([one.json]).toEqual((await served.http.get('/api/sends')).json);
    for (const id of ['2', '0', '-1', '01', '1.0', '1e0', 'x', '99999999999999999999']) {
      const never = { status: 404, json: { error: 'not-found', detail: `there is no send ${id}` } };
      expect(await served.http.get(`/api/sends/${id}`)).toMatchObject(never);
      expect(await served.http.remove(`/api/sends/${id}`)).toMatchObject(never);
    }
  });

  it('is gone after a time', async () => {
    const gone = {
      status: 410,
      json: { error: 'gone', detail: 'send 1 has ended long ago and is no longer kept' },
    };
    const engine = Object.create(served.simulator.engine, { findSend: { value: () => 'gone' } });
    const late = await openApi(Object.create(served.simulator, { engine: { value: engine } }));
    onTestFinished(() => late.api.close());
    expect(await late.get('/api/sends/1')).toMatchObject(gone);
    expect(await late.remove('/api/sends/1')).toMatchObject(gone);
  });
});

describe('an order that the shards have no room for', () => {
  const served = serve(start, 'all');

  /** An engine whose shards read nothing any more. */
  async function openOnFullRing(): Promise<ApiUnderTest> {
    const { RingFullError } = await importBuilt<typeof RingModule>('channel/broadcast-ring.js');
    const giveUp = (): never => {
      throw new RingFullError('shard 0 has 256 broadcasts unread');
    };
    const engine = Object.create(served.simulator.engine, {
      send: { value: giveUp },
      stopSend: { value: giveUp },
    });
    const full = await openApi(Object.create(served.simulator, { engine: { value: engine } }));
    onTestFinished(() => full.api.close());
    return full;
  }

  it('is answered with 503, a send as well as its stop', async () => {
    const { id } = served.simulator.engine.send(5, 60_000);
    const full = await openOnFullRing();
    const busy = {
      status: 503,
      json: { error: 'busy', detail: 'shard 0 has 256 broadcasts unread; try again later' },
    };
    expect(await full.post('/api/send', { index: 5 })).toMatchObject(busy);
    expect(await full.remove(`/api/sends/${id}`)).toMatchObject(busy);
  });
});
