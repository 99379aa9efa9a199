/** `/api/rtus/:no/points`: points as they are, and a hand on one of them. */
import { describe, expect, it } from 'vitest';
import { nextAsdus } from '../support/raw-peer.js';
import { startSimulator } from '../support/test-engine.js';
import { serve } from './support.js';

const start = () =>
  startSimulator({
    rtus: ['A,32,a.csv', 'B,32,a.csv', 'C,33,c.csv', 'D,34,d.csv'],
    files: {
      'd.csv': '5,Y,31,100,2\n5,,30,101,1\n5,,36,101,0.5\n',
      'a.csv': '5,Y,1,100,1,,,,,,,door\n5,,11,101,7\n5,,13,101,0.5\n',
      'c.csv': Array.from({ length: 501 }, (_, i) => `1,,1,${i + 1},0\n`).join(''),
    },
  });

describe('GET', () => {
  const served = serve(start, 'all');

  it('shows the points in pages', async () => {
    expect((await served.http.get('/api/rtus/1/points')).json).toEqual({
      total: 3,
      from: 0,
      points: [
        { ioa: 100, type: 1, interrogated: true, value: '1', quality: '', comment: 'door' },
        { ioa: 101, type: 11, interrogated: false, value: '7', quality: '', comment: '' },
        { ioa: 101, type: 13, interrogated: false, value: '0.5', quality: '', comment: '' },
      ],
    });
    const first = (await served.http.get('/api/rtus/3/points')).json;
    expect([first.total, first.points.length]).toEqual([501, 500]);
    expect((await served.http.get('/api/rtus/3/points?from=500')).json).toMatchObject({
      total: 501,
      from: 500,
      points: [{ ioa: 501 }],
    });
    expect((await served.http.get('/api/rtus/3/points?from=2&count=1')).json.points).toMatchObject([
      { ioa: 3 },
    ]);
    expect((await served.http.get('/api/rtus/9/points')).status).toBe(404);
    expect((await served.http.get('/api/rtus/1/points?from=x')).status).toBe(400);
  });
});

describe('POST', () => {
  const served = serve(start, 'each');

  it('sends the new state to the masters of all ports, and says to how many', async () => {
    const masters = [await served.simulator.master(0), await served.simulator.master(1)];
    const answer = await served.http.post('/api/rtus/1/points', { ioa: 100, value: 0, quality: 'iv' });
    expect(answer).toMatchObject({
      status: 200,
      json: { ioa: 100, type: 1, value: '0', quality: 'IV', connections: 2 },
    });
    for (const master of masters)
      expect(await nextAsdus(master, 1)).toEqual(['01 01 03 00 20 00 64 00 00 80']);
    const kept = await served.http.post('/api/rtus/2/points', { ioa: 100, value: '1' });
    expect(kept.json).toMatchObject({ value: '1', quality: 'IV' });
    expect(await nextAsdus(masters[0], 1)).toEqual(['01 01 03 00 20 00 64 00 00 81']);
    // The whole SIQ octet 129 = 81h: ON with IV; and 40h is NT.
    expect((await served.http.post('/api/rtus/2/points', { ioa: 100, value: 128 })).json).toMatchObject({
      value: '0',
      quality: 'IV',
    });
    expect(await nextAsdus(masters[0], 1)).toEqual(['01 01 03 00 20 00 64 00 00 80']);
    await served.http.post('/api/rtus/2/points', { ioa: 100, value: '1 NT' });
    expect(await nextAsdus(masters[0], 1)).toEqual(['01 01 03 00 20 00 64 00 00 41']);
    // 0.25 as binary32, the lowest octet first.
    const float = await served.http.post('/api/rtus/1/points', {
      ioa: 101,
      type: 36,
      value: 0.25,
      quality: '',
    });
    expect(float.json).toMatchObject({ type: 13, value: '0.25', quality: '' });
    expect(await nextAsdus(masters[1], 4)).toContain('0D 01 03 00 20 00 65 00 00 00 00 80 3E 00');
    expect((await served.http.get('/api/rtus/2/points')).json.points[2]).toMatchObject({ value: '0.25' });
  });

  it('names the type that the file has, as the list of points does', async () => {
    expect((await served.http.get('/api/rtus/4/points')).json.points).toMatchObject([
      { ioa: 100, type: 31 },
      { ioa: 101, type: 30 },
      { ioa: 101, type: 36 },
    ]);
    const set = async (body: object) => (await served.http.post('/api/rtus/4/points', body)).json;
    expect(await set({ ioa: 100, value: 1 })).toMatchObject({ ioa: 100, type: 31, value: '1' });
    // Type 3 is 31 without time tag.
    expect(await set({ ioa: 100, type: 3, value: 2 })).toMatchObject({ type: 31, value: '2' });
    expect(await set({ ioa: 101, value: 1 })).toMatchObject({
      detail: 'IOA 101 has points of the types 30 and 36, add type',
    });
    expect(await set({ ioa: 101, type: 13, value: 2.5 })).toMatchObject({ type: 36, value: '2.5' });
  });
});

describe('POST of what a point cannot be', () => {
  const served = serve(start, 'all');

  it.each([
    [{ ioa: 7, value: 1 }, 404, 'ioa: a.csv has no point with IOA 7'],
    [{ ioa: 101, value: 1 }, 409, 'IOA 101 has points of the types 11 and 13, add type'],
    [{ ioa: 101, type: 1, value: 1 }, 404, 'type: found 1, expected 11 or 13, which IOA 101 has in a.csv'],
    [
      { ioa: 100, value: 2 },
      400,
      'value: found 2, expected 0 or 1, or the whole SIQ octet; then any of IV NT SB BL',
    ],
    [
      { ioa: 101, type: 11, value: 1, quality: 'bad' },
      400,
      'value: found 1 with quality "bad", expected a whole number -32768…32767; then any of IV NT SB BL OV',
    ],
    [{ ioa: 101, type: 13, value: 'NaN' }, 400, 'value: found "NaN", expected a finite number'],
    [{ ioa: 100 }, 400, 'value: must be given'],
    [{ ioa: -1, value: 0, x: 1 }, 400, 'x: no such field (/api/openapi.json has them); ioa: must be >= 0'],
  ])('is refused: %j', async (body, status, detail) => {
    const answer = await served.http.post('/api/rtus/1/points', body);
    expect([answer.status, answer.json.detail]).toEqual([status, detail]);
  });
});
