/** The client against scripted servers on loopback. Its clock is scripted too: T1 = 1000, T4 = 1100. */
import { afterEach, describe, expect, it } from 'vitest';
import { querySntp, type SntpOptions, type SntpResult } from '../../src/coordinator/time/sntp-client.js';
import {
  answering,
  answerOctets,
  freeUdpPort,
  type SntpReply,
  SntpServer,
  silence,
} from '../support/sntp-server.js';

/** 2023-11-14 22:13:20 UTC at monotonic 0, so that T1 is 22:13:21. */
const WALL_OFFSET_MS = 1_700_000_000_000;
/** Long enough for any answer over loopback; only a query that hangs reaches it. */
const LONG_MS = 10_000;
/** Only for queries that nothing answers. */
const SHORT_MS = 30;

const servers: SntpServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(reply: SntpReply, host: '127.0.0.1' | '::1' = '127.0.0.1'): Promise<SntpServer> {
  const server = await SntpServer.start(reply, host);
  servers.push(server);
  return server;
}

function ask(
  { port }: { port: number },
  more: Partial<SntpOptions> = {},
  host = '127.0.0.1',
): Promise<SntpResult> {
  const readings = [1000, 1100];
  const now = () => readings.shift() ?? 9999;
  return querySntp(
    { text: host, host, port },
    { now, wallOffsetMs: WALL_OFFSET_MS, timeoutMs: LONG_MS, ...more },
  );
}

/**
 * T2 = 22:13:31.03125 and T3 = T2 + 15.625 ms; T1 and T4 = 22:13:21.000 and .100:
 * ((T2 − T1) + (T3 − T4)) / 2 = (10031.25 + 9946.875) / 2 = 9989.0625; (T4 − T1) − (T3 − T2) = 100 − 15.625.
 */
const MEASURED = {
  kind: 'measured',
  wallOffsetMs: WALL_OFFSET_MS + 9989.0625,
  offsetMs: 9989.0625,
  roundTripMs: 84.375,
  stratum: 2,
  address: '127.0.0.1',
};

describe('a server that answers', () => {
  it('gives offset and round trip', async () => {
    const server = await start(answering());
    expect(await ask(server)).toEqual(MEASURED);
    expect(server.requests).toHaveLength(1);
    const hex = server.requests[0].octets.toString('hex');
    expect(hex.slice(0, 93)).toBe(`23${'00'.repeat(39)}e8fe6f8100000`);
  });

  it('gives the right offset whatever our own wall time is', async () => {
    const result = await ask(await start(answering()), { wallOffsetMs: 0 });
    const offsetMs = MEASURED.wallOffsetMs;
    expect(result).toEqual({ ...MEASURED, offsetMs });
  });

  it('may be after the turn of the era, and our clock before it', async () => {
    // T1 half a second before the turn, T2 and T3 1/4 and 1/2 s after it, T4 another half second after T1.
    const server = await start(answering({ receive: '0000000040000000', transmit: '0000000080000000' }));
    const turnMs = Date.UTC(2036, 1, 7, 6, 28, 16);
    const readings = [0, 1000];
    const result = await ask(server, { now: () => readings.shift() ?? 0, wallOffsetMs: turnMs - 500 });
    expect(server.requests[0].octets.toString('hex', 40, 46)).toBe('ffffffff8000');
    // ((750) + (500 − 500)) / 2 = 375; 1000 − 250 = 750.
    expect(result).toMatchObject({ wallOffsetMs: turnMs - 125, offsetMs: 375, roundTripMs: 750 });
  });

  it('may have an IPv6 address', async () => {
    const server = await start(answering(), '::1');
    expect(await ask(server, {}, '::1')).toEqual({ ...MEASURED, address: '::1' });
  });

  it('may have a name', async () => {
    expect(await ask(await start(answering()), {}, 'localhost')).toMatchObject({ kind: 'measured' });
  });
});

describe('a server that gives no time', () => {
  it.each([
    ['mode', answering({ head: 0x23 })],
    ['stratum', answering({ stratum: 99 })],
    ['unsynchronised', answering({ head: 0xe4 })],
    ['unsynchronised', answering({ stratum: 16 })],
    ['times', answering({ transmit: '0000000000000000' })],
    // The server held the request for 1 s, but the exchange took 0.1 s.
    ['times', answering({ transmit: 'e8fe6f8c08000000' })],
  ])('%s', async (code, reply) => {
    expect(await ask(await start(reply))).toMatchObject({ kind: 'failed', code });
  });

  it("reports its kiss-o'-death", async () => {
    const server = await start(answering({ head: 0xe4, stratum: 0, refid: 'RATE' }));
    expect(await ask(server)).toEqual({
      kind: 'failed',
      code: 'kiss',
      detail: "127.0.0.1 sent a kiss-o'-death: RATE",
      kiss: 'RATE',
    });
  });

  it('fails after the time-out', async () => {
    const server = await start(silence);
    expect(await ask(server, { timeoutMs: SHORT_MS })).toEqual({
      kind: 'failed',
      code: 'timeout',
      detail: `no answer from 127.0.0.1 port ${server.port} within 30 ms`,
    });
  });

  it('fails at once when its port is closed', async () => {
    expect(await ask({ port: await freeUdpPort() })).toMatchObject({ code: 'unreachable' });
  });

  it('is not waited for after the query was aborted', async () => {
    const ended = new AbortController();
    const server = await start(() => {
      ended.abort();
      return [];
    });
    expect(await ask(server, { signal: ended.signal })).toMatchObject({ code: 'closed' });
    expect(await ask(server, { signal: ended.signal })).toMatchObject({ code: 'closed' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a datagram that does not answer our request', () => {
  it('is ignored: garbage, an old answer, a forged kiss', async () => {
    const reply: SntpReply = (request) => [
      Buffer.alloc(0),
      Buffer.from('hello'),
      Buffer.alloc(48),
      answerOctets(request, { origin: 'e8fe6f8100000fff', stratum: 0, refid: 'DENY' }),
      answerOctets(request, { origin: '0000000000000000' }),
      answerOctets(request),
    ];
    const readings = [1000, 1, 2, 3, 4, 5, 1100];
    const now = () => readings.shift() ?? 9999;
    expect(await ask(await start(reply), { now })).toEqual(MEASURED);
  });

  it('is counted if no valid answer comes', async () => {
    const server = await start(answering({ origin: 'e8fe6f8100000000' }));
    const result = await ask(server, { timeoutMs: SHORT_MS });
    expect(result).toMatchObject({
      code: 'timeout',
      detail: expect.stringMatching(/30 ms; 1 datagram that answers nothing we asked$/),
    });
  });

  it('is ignored from another port, even if it matches the request', async () => {
    const server = await start(async (request) => {
      await request.server.sendFromElsewhere(answerOctets(request, { stratum: 9 }), request.from);
      return [answerOctets(request)];
    });
    expect(await ask(server)).toEqual(MEASURED);
  });
});

describe('a name', () => {
  it('that is unknown is a failure', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    expect(await ask({ port: 9 }, { lookup }, 'nowhere')).toEqual({
      kind: 'failed',
      code: 'dns',
      detail: 'no address of nowhere: there is no such name (ENOTFOUND)',
    });
  });

  it('without an address is a failure', async () => {
    const lookup = () => Promise.resolve([]);
    expect(await ask({ port: 9 }, { lookup }, 'void')).toMatchObject({ code: 'dns' });
  });

  it('whose look-up hangs fails after the time-out, and a late rejection has no effect', async () => {
    let fail: (error: Error) => void = () => {};
    const lookup = () =>
      new Promise<never>((_resolve, reject) => {
        fail = reject;
      });
    const result = await ask({ port: 9 }, { lookup, timeoutMs: SHORT_MS }, 'slow');
    expect(result).toMatchObject({ code: 'dns', detail: 'no address of slow within 30 ms' });
    fail(new Error('late'));
  });

  it('is tried with one address of each family: with the second if the first is unreachable', async () => {
    const server = await start(answering());
    const lookup = () =>
      Promise.resolve([
        // Only the IPv4 address has a server on this port.
        { address: '::1', family: 6 },
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const readings = [0, 1000, 1100];
    const now = () => readings.shift() ?? 9999;
    expect(await ask(server, { lookup, now }, 'both')).toEqual(MEASURED);
  });

  it('whose first address refuses is not tried with the second', async () => {
    const server = await start(answering({ stratum: 16 }));
    const lookup = () =>
      Promise.resolve([
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]);
    expect(await ask(server, { lookup }, 'both')).toMatchObject({ code: 'unsynchronised' });
    expect(server.requests).toHaveLength(1);
  });
});
