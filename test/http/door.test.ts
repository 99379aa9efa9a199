/** The door of the HTTP API: silent, half-sent and malformed requests over real sockets; everything refused is counted and told. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DOOR_TIMES, mostConnections } from '../../src/http/door.js';
import type * as ServerModule from '../../src/http/server.js';
import type { ApiOptions, RunningApi } from '../../src/http/server.js';
import { importBuilt, startSimulator, type TestEngine, waitFor } from '../support/test-engine.js';

let simulator: TestEngine;

beforeAll(async () => {
  simulator = await startSimulator({ rtus: ['A,1,a.csv'], files: { 'a.csv': '5,Y,1,100,1\n' } });
});
afterAll(() => simulator.close());

const LONG = { headersMs: 600_000, requestMs: 600_000, idleMs: 600_000, stalledMs: 600_000, checkMs: 10 };

/** An API with these options; `told`: what it says about its clients. */
async function open(options: Partial<ApiOptions> = {}): Promise<{ api: RunningApi; told: string[] }> {
  const { startApi } = await importBuilt<typeof ServerModule>('http/server.js');
  const told: string[] = [];
  const api = await startApi(simulator.engine, {
    host: '127.0.0.1',
    port: 0,
    token: undefined,
    version: '1',
    times: LONG,
    tell: (line) => told.push(line),
    ...options,
  });
  onTestFinished(() => api.close());
  return { api, told };
}

/** A connection that has sent `text`, and what came until it was closed. */
class Client {
  received = '';
  readonly closed: Promise<string>;

  constructor(readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text) => {
      this.received += text;
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.received)));
    onTestFinished(() => void socket.destroy());
  }

  static async open({ port }: RunningApi, text: string | Uint8Array = ''): Promise<Client> {
    const socket = connect(port, '127.0.0.1');
    const client = new Client(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    if (text.length > 0) socket.write(text);
    return client;
  }
}

/** Status and body of the last answer in a text. */
function answerIn(text: string): { status: number; json: unknown } {
  const at = text.lastIndexOf('HTTP/1.1 ');
  const status = Number(text.slice(at + 9, at + 12));
  return { status, json: JSON.parse(text.slice(text.indexOf('\r\n\r\n', at) + 4)) };
}

const GET = 'GET /api/sends HTTP/1.1\r\nhost: 127.0.0.1\r\n';
const POST = 'POST /api/send HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n';
const LATE = { error: 'timed-out', detail: 'the request took too long; the connection is closed' };

async function countsOf({ url }: RunningApi): Promise<Record<string, number>> {
  const { api } = (await (await fetch(`${url}/api/status`, { headers: { connection: 'close' } })).json()) as {
    api: Record<string, number>;
  };
  return api;
}

describe('a connection is closed and counted', () => {
  it.each([
    ['that says nothing', '', { headersMs: 30 }],
    ['whose headers do not end', GET, { headersMs: 30 }],
    ['whose first line does not end', 'GET /api', { headersMs: 30 }],
    ['whose body does not come', `${POST}content-length: 12\r\n\r\n`, { headersMs: 30, requestMs: 30 }],
    [
      'whose body ends in the middle',
      `${POST}content-length: 12\r\n\r\n{"ind`,
      { headersMs: 30, requestMs: 30 },
    ],
  ])('%s', async (_, text, times) => {
    const { api, told } = await open({ times: { ...LONG, ...times } });
    const client = await Client.open(api, text);
    expect(answerIn(await client.closed)).toEqual({ status: 408, json: LATE });
    expect(told).toEqual([expect.stringMatching(/ 0 beyond \d+ at a time, 1 that took too long, 0 with /)]);
  });

  it('that does not take its answer', async () => {
    const { api, told } = await open({ times: { ...LONG, stalledMs: 50 }, pipelined: 2000 });
    const client = await Client.open(api);
    client.socket.pause();
    // More answers than any buffer of the system holds.
    const request = `GET /api/openapi.json HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
    client.socket.write(request.repeat(2000));
    await waitFor('the end of the connection', () => told[0]);
    expect(told[0]).toContain('1 that took too long');
  });

  it('that sends requests without waiting for answers, above 16', async () => {
    const { api, told } = await open();
    const few = await Client.open(api, `${`${GET}\r\n`.repeat(15)}${GET}connection: close\r\n\r\n`);
    expect((await few.closed).match(/HTTP\/1\.1 200 /g)).toHaveLength(16);
    expect(told).toEqual([]);
    const many = await Client.open(api, `${GET}\r\n`.repeat(500));
    expect((await many.closed).match(/HTTP\/1\.1 200 /g) ?? []).toHaveLength(0);
    expect(told[0]).toContain('1 with something that is no HTTP request');
  });

  it('that rests after an answer; this is no fault', async () => {
    const { api, told } = await open({ times: { ...LONG, idleMs: 30 } });
    const client = await Client.open(api, `${GET}\r\n`);
    expect(answerIn(await client.closed)).toEqual({ status: 200, json: [] });
    expect(told).toEqual([]);
  });

  it('beyond the most at a time', async () => {
    const { api, told } = await open({ connections: 3 });
    const held = await Promise.all([1, 2, 3].map(() => Client.open(api, GET)));
    for (const { socket } of held) expect(socket.destroyed).toBe(false);
    await waitFor('the third connection', async () => api.port);
    const refused = await Client.open(api, `${GET}\r\n`);
    expect(await refused.closed).toBe('');
    held[0].socket.destroy();
    await held[0].closed;
    const counts = await waitForCounts(api);
    // A client that leaves within its request is counted as well.
    expect(counts).toMatchObject({ mostConnections: 3, timedOut: 0, malformed: 1 });
    expect(counts.connections).toBeLessThanOrEqual(3);
    expect(counts.refused).toBeGreaterThanOrEqual(1);
    expect(told[0]).toContain(' 1 beyond 3 at a time');
  });
});

/** Asks until there is room. */
async function waitForCounts(api: RunningApi): Promise<Record<string, number>> {
  for (let i = 0; i < 1000; i++) {
    try {
      return await countsOf(api);
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  throw new Error('never any room');
}

describe('what is no request of this API is answered with error and detail', () => {
  const tls = Uint8Array.of(0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0);
  it.each<[string, string | Uint8Array, number, string, RegExp]>([
    ['nonsense', 'hello\r\n\r\n', 400, 'malformed', /no HTTP request/],
    ['a master', Uint8Array.of(0x68, 4, 7, 0, 0, 0, 13, 10), 400, 'malformed', /no HTTP request/],
    ['TLS', tls, 400, 'malformed', /found TLS \(https\), expected plain HTTP/],
    ['an unknown method', 'FETCH / HTTP/1.1\r\n\r\n', 400, 'malformed', /Invalid method/],
    [
      'two lengths',
      `${POST}content-length: 1\r\ncontent-length: 2\r\n\r\n`,
      400,
      'malformed',
      /Content-Length/i,
    ],
    ['headers of 20 KB', `${GET}x: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'too-large', /at most 16 KB/],
    [
      'HTTP/1.1 without Host',
      'GET / HTTP/1.1\r\nconnection: close\r\n\r\n',
      400,
      'malformed',
      /no header Host/,
    ],
    [
      'an expectation',
      `${GET}expect: money\r\nconnection: close\r\n\r\n`,
      417,
      'expectation-failed',
      /money/,
    ],
    ['a proxy request', 'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n', 405, 'method-not-allowed', /no proxy/],
    [
      'a chunk with endless extensions',
      `${POST}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`,
      413,
      'too-large',
      /chunks/,
    ],
    [
      'a body without end',
      `${POST}connection: close\r\ncontent-length: 99999999\r\n\r\n`,
      413,
      'too-large',
      /too large/,
    ],
    [
      'a path with control characters',
      'GET /\u009b2J HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n',
      400,
      'malformed',
      /Invalid char/,
    ],
  ])('%s', async (_, text, status, error, detail) => {
    const { api } = await open();
    const client = await Client.open(api, typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
    const received = await client.closed;
    expect(answerIn(received)).toEqual({ status, json: { error, detail: expect.stringMatching(detail) } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
    expect(received).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
  });

  it('behind an answer that is on its way nothing is written into it', async () => {
    const { api } = await open();
    const client = await Client.open(api, `${GET}\r\nnonsense\r\n\r\n`);
    const received = await client.closed;
    expect(received.startsWith('HTTP/1.1 ')).toBe(true);
    // One answer or two, each whole.
    for (const part of received.split(/(?=HTTP\/1\.1 )/)) {
      const [, length] = /content-length: (\d+)/.exec(part) ?? [];
      expect(part.slice(part.indexOf('\r\n\r\n') + 4)).toHaveLength(Number(length));
    }
  });
});

describe('how many connections there may be', () => {
  it.each([
    [Number.POSITIVE_INFINITY, 10_000, 64],
    [1_048_576, 10_000, 64],
    [1024, 100, 64],
    // 1024 × 15/16 − 64 − 3 × 290 = 26
    [1024, 290, 26],
    [1024, 10_000, 2],
    [64, 1, 2],
  ])('%d descriptors and %d RTUs with three each: %d', (descriptors, rtus, most) => {
    expect(mostConnections(descriptors, 3 * rtus)).toBe(most);
  });

  it('the times are those of the contract', () => {
    expect(DOOR_TIMES).toMatchObject({
      headersMs: 5000,
      requestMs: 10_000,
      idleMs: 10_000,
      stalledMs: 30_000,
    });
  });
});
