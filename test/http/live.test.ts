/** The live page over HTTP: its files, its stream, its table, and who may see them. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as ServerModule from '../../src/http/server.js';
import type { RunningApi } from '../../src/http/server.js';
import type { LiveHello, LiveTick } from '../../src/live/messages.js';
import { importBuilt, startSimulator, type TestEngine } from '../support/test-engine.js';

let simulator: TestEngine;
let api: RunningApi;
let log: (at: number, level: 'info', text: string) => void = () => {};

async function open(token?: string, viewToken?: string): Promise<RunningApi> {
  const { startApi } = await importBuilt<typeof ServerModule>('http/server.js');
  return startApi(simulator.engine, {
    host: '127.0.0.1',
    port: 0,
    token,
    viewToken,
    version: '1.2.3',
    live: {
      lines: (take) => {
        log = take;
        return () => {};
      },
      run: () => undefined,
      ackLimitMs: undefined,
      plan: [],
    },
  });
}

beforeAll(async () => {
  simulator = await startSimulator({ rtus: ['A,1,a.csv', 'B,2,a.csv'], files: { 'a.csv': '5,Y,1,100,1\n' } });
  api = await open('full', 'look');
});
afterAll(async () => {
  await api.close();
  await simulator.close();
});

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** The first messages of a stream, until `enough` says so. */
async function listen(url: string, token: string, enough: (names: string[]) => boolean) {
  const ended = new AbortController();
  const answer = await fetch(`${url}/api/live`, { ...bearer(token), signal: ended.signal });
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  const messages: { name: string; data: unknown }[] = [];
  let rest = '';
  while (!enough(messages.map(({ name }) => name))) {
    const { value, done } = await reader.read();
    if (done) break;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const [, name = '', data = ''] = /event: (\w+)\ndata: (.*)$/s.exec(part) ?? [];
      messages.push({ name, data: JSON.parse(data) });
    }
  }
  ended.abort();
  return { answer, messages };
}

describe('the stream', () => {
  it('begins with a hello and goes on with ticks, numbered one by one', async () => {
    log(0, 'info', 'before');
    const { answer, messages } = await listen(api.url, 'full', (names) => names.length >= 3);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(messages.map(({ name }) => name)).toEqual(['hello', 'tick', 'tick']);
    const [hello, first, second] = messages.map(({ data }) => data) as [LiveHello, LiveTick, LiveTick];
    expect(hello).toMatchObject({ may: 'command', program: { name: 'iec104rs', version: '1.2.3' } });
    expect(hello.rtus.map(({ name, ca }) => [name, ca])).toEqual([
      ['A', 1],
      ['B', 2],
    ]);
    expect(second.seq).toBe(first.seq + 1);
    expect(first).toMatchObject({ rtus: 2, online: 0, listening: 2, signs: 'xx' });
    expect(first.events).toEqual([{ at: 0, level: 'info', text: 'before' }]);
  });

  it('has the figures of the status', async () => {
    const { messages } = await listen(api.url, 'full', (names) => names.includes('tick'));
    const tick = messages.at(-1)?.data as LiveTick;
    // biome-ignore lint/suspicious/noExplicitAny: looked into as a client would
    const status = (await (await fetch(`${api.url}/api/status`, bearer('full'))).json()) as any;
    expect(status.live).toMatchObject({ most: 20, refused: 0, tooSlow: 0 });
    expect(status.live.seq).toBeGreaterThanOrEqual(tick.seq);
    const { offered, sent, acknowledged } = tick.signals;
    expect([tick.online, tick.rtus, tick.listening]).toEqual([status.online, status.rtus, status.listening]);
    expect({ offered, sent, acknowledged }).toEqual({
      offered: status.totals.signalsOffered,
      sent: status.totals.signalsSent,
      acknowledged: status.totals.signalsAcknowledged,
    });
  });

  it('is one on a connection, and none is left when the connection ends before its requests are answered', async () => {
    const other = await open('full');
    const openPages = async (): Promise<number> =>
      ((await (await fetch(`${other.url}/api/status`, bearer('full'))).json()) as { live: { open: number } })
        .live.open;
    const socket = connect(other.port, '127.0.0.1');
    socket.write('GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer full\r\n\r\n'.repeat(5));
    await once(socket, 'data');
    await expect.poll(openPages).toBe(1);
    socket.destroy();
    await expect.poll(openPages).toBe(0);
    await other.close();
  });

  it('answers HEAD with its headers, and ends', async () => {
    const answer = await fetch(`${api.url}/api/live`, { method: 'HEAD', ...bearer('look') });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  });

  it('ends in order when the API closes', async () => {
    const other = await open('full');
    const heard = listen(other.url, 'full', () => false);
    await listen(other.url, 'full', (names) => names.includes('tick'));
    await other.close();
    expect((await heard).messages[0]).toMatchObject({ name: 'hello' });
  });
});

describe('access', () => {
  it('the page and its scripts need no token and hold nothing of the program; a browser may run only them', async () => {
    const page = await fetch(`${api.url}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const text = await page.text();
    const paths = [...text.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path]) => path);
    expect(paths).toEqual(['/web/uplot.css', '/web/style.css', '/web/uplot.js', '/web/web/page.js']);
    for (const path of paths) expect((await fetch(`${api.url}${path}`)).status).toBe(200);
    expect(text).not.toMatch(/style=|onclick=|<script>/);
  });

  it.each(['/api/live', '/api/live/rows', '/api/status'])('%s needs a token', async (path) => {
    expect((await fetch(`${api.url}${path}`)).status).toBe(401);
    expect((await fetch(`${api.url}${path}`, bearer('wrong'))).status).toBe(401);
  });

  it('with the token for looking one sees everything and orders nothing', async () => {
    const { messages } = await listen(api.url, 'look', (names) => names.length > 0);
    expect(messages[0].data).toMatchObject({ may: 'view' });
    expect((await fetch(`${api.url}/api/status`, bearer('look'))).status).toBe(200);
    const init = { method: 'POST', body: '{"index":5}' };
    const headers = { ...bearer('look').headers, 'content-type': 'application/json' };
    const refused = await fetch(`${api.url}/api/send`, { ...init, headers });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({
      error: 'forbidden',
      detail: 'found the token for looking, expected the one for orders',
    });
    expect(simulator.engine.sends()).toEqual([]);
  });

  it('without a token on loopback, the token for looking still only looks, and a wrong one is refused', async () => {
    const open127 = await open(undefined, 'look');
    const post = (headers: Record<string, string>) =>
      fetch(`${open127.url}/api/rtus/9/restart`, { method: 'POST', headers });
    expect((await post({})).status).toBe(404);
    expect((await post(bearer('look').headers)).status).toBe(403);
    expect((await post(bearer('other').headers)).status).toBe(401);
    await open127.close();
  });

  it('no file outside the table is served', async () => {
    for (const path of ['/web/../package.json', '/web/%2e%2e/main.js', '/web/.tsbuildinfo', '/web/']) {
      expect((await fetch(`${api.url}${path}`, bearer('full'))).status).toBe(404);
    }
  });
});

describe('the table', () => {
  it('is given in parts, and a wrong query is refused', async () => {
    const rows = async (query: string) => fetch(`${api.url}/api/live/rows?${query}`, bearer('full'));
    expect(await (await rows('from=1&count=1&sort=no')).json()).toMatchObject({
      from: 1,
      of: 2,
      rows: [{ slot: 1 }],
    });
    expect((await rows('from=-1')).status).toBe(400);
    expect((await rows('other=1')).status).toBe(400);
  });
});
