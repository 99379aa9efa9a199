/** Requests that the HTTP API refuses; refused requests change nothing (`docs/behaviour.md` §7). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectAlive, type RawPeer } from '../support/raw-peer.js';
import { startSimulator, type TestEngine } from '../support/test-engine.js';
import { type ApiUnderTest, openApi } from './support.js';

let simulator: TestEngine;
let http: ApiUnderTest;
let master: RawPeer;
let before: object[];

beforeAll(async () => {
  simulator = await startSimulator({
    rtus: ['ABB,32,a.csv', 'Elin,33,a.csv', 'Sprecher,34,a.csv'],
    files: { 'a.csv': '5,Y,1,100,1\n' },
  });
  http = await openApi(simulator);
  master = await simulator.master(0);
  before = simulator.engine.rtus.map((rtu) => ({ ...rtu }));
});
afterAll(async () => {
  await http.api.close();
  await simulator.close();
});
afterEach(async () => {
  expect(simulator.engine.sends()).toEqual([]);
  expect(simulator.engine.rtus).toEqual(before);
  await expectAlive(master);
});

describe('GET /api/rtus/:no', () => {
  it.each(['9', '0', 'ABB', '1.0', '-1', '1e0', '%20'])('knows no RTU %s', async (no) => {
    const { status, json } = await http.get(`/api/rtus/${no}`);
    expect(status).toBe(404);
    expect(json).toEqual({ error: 'not-found', detail: `there is no RTU ${decodeURIComponent(no)}` });
  });
});

it('a path that is no text is refused like everything else', async () => {
  const { status, json } = await http.get('/api/rtus/%ff');
  expect({ status, json }).toEqual({
    status: 400,
    json: { error: 'invalid', detail: "'/api/rtus/%ff' is not a valid url component" },
  });
});

describe('an RTU and its slot', () => {
  it.each([
    ['2', 404],
    ['7', 404],
    ['x', 400],
    ['', 400],
  ])('are held against each other: slot "%s"', async (slot, status) => {
    expect(await http.get(`/api/rtus/1?slot=${slot}`)).toMatchObject({ status });
  });
});

describe('POST /api/send', () => {
  it.each([
    [{}, 'index: must be given'],
    [{ index: -1 }, 'index: must be >= 0'],
    [{ index: 1_000_000_000_000 }, 'index: must be <= 999999999999'],
    [{ index: 1.5 }, 'index: must be integer'],
    [{ index: '5' }, 'index: must be integer'],
    [{ index: null }, 'index: must be integer'],
    [{ index: 5, duration: -0.1 }, 'duration: must be >= 0'],
    [{ index: 5, duration: '1' }, 'duration: must be number'],
    [{ index: 'x', duration: [] }, 'index: must be integer; duration: must be number'],
    [{ index: 5, seconds: 1 }, 'seconds: no such field (/api/openapi.json has them)'],
    [{ index: 5, rate: 0 }, 'rate: must be >= 0.000001'],
    [{ index: 5, rate: -1 }, 'rate: must be >= 0.000001'],
    [{ index: 5, rate: 1e10 }, 'rate: must be <= 1000000000'],
    [{ index: 5, rate: '5' }, 'rate: must be number'],
    [{ index: 5, rate: null }, 'rate: must be number'],
    [{ index: 5, rtuNumbers: 32 }, 'rtuNumbers: must be array'],
    [{ index: 5, rtuNumbers: [] }, 'rtuNumbers: must not be empty'],
    [{ index: 5, rtuNumbers: [0] }, 'rtuNumbers.0: must be >= 1'],
    [{ index: 5, rtuNumbers: [32, 65_536] }, 'rtuNumbers.1: must be <= 65535'],
    [{ index: 5, rtuNumbers: [1.5] }, 'rtuNumbers.0: must be integer'],
    [{ index: 5, rtuNumbers: ['32'] }, 'rtuNumbers.0: must be integer'],
    [{ index: 5, rtuNumbers: [32, 33, 32] }, 'rtuNumbers: must not hold a value twice'],
    [{ index: 5, rtuNumbers: [65_535] }, 'rtuNumbers: no RTU has the number 65535'],
    [{ index: 5, rtuNumbers: [32, 7, 34, 9] }, 'rtuNumbers: no RTU has the number 7, 9'],
    [
      { index: 5, rate: 1, rtuNumbers: Array.from({ length: 12 }, (_, i) => 101 + i) },
      'rtuNumbers: no RTU has the number 101, 102, 103, 104, 105, 106, 107, 108, 109, 110 and 2 more',
    ],
    [[], 'body: must be object'],
    [undefined, 'body: must be object'],
  ])('refuses %j', async (body, detail) => {
    expect(await http.post('/api/send', body)).toMatchObject({
      status: 400,
      json: { error: 'invalid', detail },
    });
  });

  it.each([
    ['{"index": 5', 400, 'application/json'],
    ['{"index": 1e400}', 400, 'application/json'],
    ['{"__proto__": {"index": 5}}', 400, 'application/json'],
    ['index=5', 415, 'application/x-www-form-urlencoded'],
    ['{"index": 5}', 415, 'text/plain'],
    [`{"index": 5, "x": "${'x'.repeat(70_000)}"}`, 413, 'application/json'],
  ])('refuses the body %.30s with %i (%s)', async (body, status, type) => {
    const answer = await http.ask('/api/send', { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.json)).toEqual(['error', 'detail']);
  });

  it('says which header a body needs', async () => {
    const headers = { 'content-type': 'text/plain' };
    const { json } = await http.ask('/api/send', { method: 'POST', body: '{"index": 5}', headers });
    expect(json).toEqual({
      error: 'unsupported-media-type',
      detail: 'expected a JSON body with the header content-type: application/json',
    });
  });
});

describe('sends', () => {
  it.each(['1', '0', 'x', '1.5'])('that do not exist cannot be stopped: %s', async (id) => {
    const { status, json } = await http.remove(`/api/sends/${id}`);
    expect([status, json]).toEqual([404, { error: 'not-found', detail: `there is no send ${id}` }]);
  });
});

describe('POST /api/rtus/:no/restart', () => {
  it.each([
    [{ port: 70_000 }, 400, 'port: found "70000", expected a whole number 1…65535'],
    [{ port: '2404' }, 400, 'port: must be integer'],
    [{ k: 1.5 }, 400, 'k: must be integer'],
    [
      { k: 0, t1: 999 },
      400,
      'k: found "0", expected a whole number 1…32767; t1: found "999", expected seconds 1…255',
    ],
    [{ objects: 'many' }, 400, undefined],
    [{ slot: 3 }, 400, 'slot: no such field (/api/openapi.json has them)'],
    [{ hosts: ['nobody'] }, 400, undefined],
    [{ hosts: [1] }, 400, undefined],
    [{ iodata: '../a.csv' }, 400, undefined],
    [{ iodata: 'none.csv' }, 422, undefined],
    [[], 400, 'body: must be object'],
  ])('refuses %j with %i', async (body, status, detail) => {
    const answer = await http.post('/api/rtus/1/restart', body);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.json)).toEqual(['error', 'detail']);
    if (detail !== undefined) expect(answer.json.detail).toBe(detail);
  });

  it('knows no RTU 9', async () => {
    expect(await http.post('/api/rtus/9/restart', {})).toMatchObject({
      status: 404,
      json: { error: 'not-found' },
    });
  });
});

describe('other requests', () => {
  it('a number of an RTU that has no end is refused', async () => {
    const { status, json } = await http.get(`/api/rtus/${'1'.repeat(300)}`);
    expect(status).toBe(414);
    expect(json).toEqual({ error: 'too-large', detail: expect.stringMatching(/\S/) });
  });

  it.each([
    ['GET', '/api/send', 'POST'],
    ['PUT', '/api/rtus/1?slot=0', 'GET or HEAD'],
    ['DELETE', '/api/sends', 'GET or HEAD'],
    ['PUT', '/api/sends/1', 'DELETE or GET or HEAD'],
    ['GET', '/api/rtus/1/restart', 'POST'],
    ['POST', '/metrics', 'GET or HEAD'],
    ['OPTIONS', '/api/status', 'GET or HEAD'],
  ])('%s %s: the path has %3$s', async (method, path, allowed) => {
    const { status, json, headers } = await http.ask(path, { method });
    expect([status, headers.get('allow')]).toEqual([405, allowed.replaceAll(' or ', ', ')]);
    const detail = `found ${method}, expected ${allowed}; see /api/openapi.json`;
    expect(json).toEqual({ error: 'method-not-allowed', detail });
  });

  it.each([
    ['GET', '/'],
    ['GET', '/api'],
    ['PUT', '/api/none'],
    ['GET', '/api/rtus/1/2'],
  ])('%s %s is not there', async (method, path) => {
    const { status, json } = await http.ask(path, { method });
    expect(status).toBe(404);
    expect(json).toEqual({
      error: 'not-found',
      detail: `there is no ${method} ${path}; see /api/openapi.json`,
    });
  });
});
