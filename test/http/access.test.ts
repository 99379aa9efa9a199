/** Access to the HTTP API, and requests that its port must survive. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as ServerModule from '../../src/http/server.js';
import { RawListener } from '../support/raw-peer.js';
import { importBuilt, startSimulator, type TestEngine } from '../support/test-engine.js';
import { type ApiUnderTest, openApi } from './support.js';

let simulator: TestEngine;
let http: ApiUnderTest;

beforeAll(async () => {
  simulator = await startSimulator({ rtus: ['A,1,a.csv'], files: { 'a.csv': '5,Y,1,100,1\n' } });
});
afterAll(() => simulator.close());

/** The status of a request with exactly these headers; `fetch` would add some. */
function statusWith(
  port: number,
  headers: Record<string, string>,
  method = 'GET',
  path = '/api/rtus',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('with a token', () => {
  beforeAll(async () => {
    http = await openApi(simulator, 's3cret');
  });
  afterAll(() => http.api.close());

  it.each([
    '/api/status',
    '/api/rtus',
    '/api/rtus/1',
    '/api/sends',
    '/metrics',
    '/api/openapi.json',
    '/none',
  ])('%s needs it', async (path) => {
    const { status, headers, json } = await http.get(path);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(json).toEqual({
      error: 'unauthorized',
      detail: 'found no token, expected the header Authorization: Bearer TOKEN',
    });
    const shown = await http.get(path, { authorization: 'Bearer s3cret' });
    expect(shown.status).toBe(path === '/none' ? 404 : 200);
  });

  it.each([
    'Bearer s3cre',
    'Bearer s3cret2',
    'Bearer S3CRET',
    'Basic s3cret',
    's3cret',
    'Bearer',
    'Bearer s3cret x',
  ])('"%s" is refused', async (authorization) => {
    expect((await http.get('/api/status', { authorization })).status).toBe(401);
  });

  it('requests without it change nothing', async () => {
    expect((await http.post('/api/send', { index: 5 })).status).toBe(401);
    expect((await http.post('/api/rtus/1/restart')).status).toBe(401);
    expect(simulator.engine.sends()).toEqual([]);
  });

  it('any host name is accepted', async () => {
    const headers = { host: 'rtu-simulator.example', authorization: 'bearer s3cret' };
    expect(await statusWith(http.api.port, headers)).toBe(200);
  });
});

describe('without a token', () => {
  beforeAll(async () => {
    http = await openApi(simulator);
  });
  afterAll(() => http.api.close());

  it.each([
    [{ host: 'evil.example' }, 403],
    [{ host: '127.0.0.1', origin: 'http://evil.example' }, 403],
    [{ host: '127.0.0.1', origin: 'null' }, 403],
    [{ host: 'localhost:1', origin: 'http://localhost:1' }, 200],
    [{ host: '[::1]:1' }, 200],
    [{ host: '127.0.0.1' }, 200],
  ])('a request with %j is answered with %i', async (headers, status) => {
    expect(await statusWith(http.api.port, headers as Record<string, string>)).toBe(status);
  });

  it('a page of another origin cannot restart an RTU', async () => {
    const headers = { origin: 'http://evil.example' };
    expect(await statusWith(http.api.port, headers, 'POST', '/api/rtus/1/restart')).toBe(403);
    expect(simulator.events.filter(({ kind }) => kind === 'restarted')).toEqual([]);
  });
});

describe('the port', () => {
  it('that another program has is reported in one line', async () => {
    const { startApi } = await importBuilt<typeof ServerModule>('http/server.js');
    const listener = await RawListener.listen();
    const { port } = listener;
    const opening = startApi(simulator.engine, { host: '127.0.0.1', port, token: undefined, version: '1' });
    await expect(opening).rejects.toMatchObject({
      code: 'PORTS',
      lines: [`HTTP API: 127.0.0.1:${port} is in use by another program`],
    });
    listener.close();
  });

  it('is free again after the end, even with open connections', async () => {
    http = await openApi(simulator);
    expect((await http.get('/api/status', { connection: 'keep-alive' })).status).toBe(200);
    await http.api.close();
    const listener = await RawListener.listen(http.api.port);
    listener.close();
  });
});
