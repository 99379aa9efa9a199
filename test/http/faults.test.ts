/** `/api/faults`: a fault begun, seen and ended over HTTP. */
import { describe, expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { startSimulator } from '../support/test-engine.js';
import { serve } from './support.js';

const start = () =>
  startSimulator({ rtus: ['A,32,a.csv', 'B,33,a.csv'], files: { 'a.csv': '5,Y,1,100,1\n' } });

describe('a fault', () => {
  const served = serve(start, 'each');

  it('begins on the RTUs that are named, and says what came of it', async () => {
    const masters = [await served.simulator.master(0), await served.simulator.master(1)];
    const answer = await served.http.post('/api/faults', { word: 'reset', rtuNumbers: [33] });
    expect(answer).toMatchObject({ status: 202, json: { id: 1, rtus: 1 } });
    await masters[1].expectClosed();
    await served.simulator.master(1);
    await soon(async () => {
      const { json } = await served.http.get('/api/faults/1');
      expect(json).toMatchObject({
        id: 1,
        word: 'reset',
        what: 'reset',
        who: 'API, 127.0.0.1',
        value: 0,
        durationMs: 0,
        state: 'over',
        hits: [{ no: 2, slot: 1, ending: 'FAULT: fault 1: reset on purpose', testfrMs: null, lost: 0 }],
      });
      expect(json.hits[0].startedMs).toBeGreaterThan(json.hits[0].closedMs);
    });
    expect((await served.http.get('/api/faults')).json).toHaveLength(1);
  });

  it('lasts until its end, or until it is ended', async () => {
    await served.simulator.master(0);
    await served.http.post('/api/faults', { word: 'quality', value: 'IV NT', duration: 3600, share: 50 });
    await served.http.post('/api/faults', {
      word: 'delay',
      value: 30,
      duration: 3600,
      ports: [served.simulator.port(0)],
    });
    const states = async () =>
      (await served.http.get('/api/faults')).json.map((one: { state: string }) => one.state);
    await soon(async () => expect(await states()).toEqual(['running', 'running']));
    expect(await served.http.remove('/api/faults/2')).toMatchObject({ status: 200, json: { ended: 1 } });
    await soon(async () => expect(await states()).toEqual(['running', 'over']));
    expect((await served.http.remove('/api/faults/2')).json).toEqual({ ended: 0 });
    expect((await served.http.remove('/api/faults')).json).toEqual({ ended: 1 });
    await soon(async () => expect(await states()).toEqual(['over', 'over']));
    expect((await served.http.get('/api/rtus/1')).json.counters).toMatchObject({ faults: 0, spoiled: 0 });
  });
});

describe('an order', () => {
  const served = serve(start, 'all');

  it.each([
    [{ word: 'silnt' }, 'word: found "silnt", expected silent? Or an index number'],
    [{ word: 'silent' }, 'duration: found "", expected seconds 0.001'],
    [{ word: 'reset', duration: 5 }, 'duration: found "5", expected empty: reset happens once'],
    [{ word: 'delay', duration: 5 }, 'value: found "", expected delay in each direction'],
    [{ word: 'quality', value: 'QQ', duration: 5 }, 'value: found "QQ", expected quality flags'],
    [{ word: 'frozen', duration: 5, share: 0 }, 'share: found 0, expected percent above 0, to 100'],
    [{ word: 'reset', rtuNumbers: [32, 77] }, 'rtuNumbers: no RTU has the number 77'],
    [{ word: 'reset', ports: [1] }, 'no RTU has these numbers and ports'],
  ])('that cannot be is refused: %j', async (body, detail) => {
    const { status, json } = await served.http.post('/api/faults', body);
    expect([status, json.error]).toEqual([400, 'invalid']);
    expect(json.detail.startsWith(detail), json.detail).toBe(true);
    expect((await served.http.get('/api/faults')).json).toEqual([]);
  });

  it('that names no fault, or fields that are none, is refused', async () => {
    expect((await served.http.get('/api/faults/7')).status).toBe(404);
    expect((await served.http.remove('/api/faults/x')).status).toBe(404);
    expect((await served.http.post('/api/faults', { word: 'reset', rtus: [1] })).status).toBe(400);
  });
});
