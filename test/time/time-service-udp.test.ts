/** The time service over UDP on loopback, on real time; only the setting of the clock is recorded. */
import { afterEach, expect, it } from 'vitest';
import { machineWallOffsetMs, monotonicMs } from '../../src/channel/clock.js';
import { startTimeService } from '../../src/coordinator/time/time-service.js';
import type { TimeStatus } from '../../src/coordinator/time/time-status.js';
import {
  answerOctets,
  freeUdpPort,
  ntpHex,
  type SntpReply,
  SntpServer,
  silence,
} from '../support/sntp-server.js';
import { recordingClockSetter } from './recording-clock-setter.js';

const TWO_HOURS_MS = 7_200_000;

const closing: { close(): void }[] = [];

afterEach(() => {
  for (const each of closing.splice(0)) each.close();
});

async function startServer(reply: SntpReply): Promise<SntpServer> {
  const server = await SntpServer.start(reply);
  closing.push(server);
  return server;
}

/** Answers with a clock that is `byMs` ahead of monotonic time + `wallOffsetMs`. */
function ahead(wallOffsetMs: number, byMs: number): SntpReply {
  const serverOffsetMs = wallOffsetMs + byMs;
  return (request) => {
    const receive = ntpHex(monotonicMs() + serverOffsetMs);
    return [answerOctets(request, { receive, transmit: ntpHex(monotonicMs() + serverOffsetMs) })];
  };
}

it('a dead port, a silent server, then one that answers: offset, broadcast and clock', async () => {
  const initialWallOffsetMs = machineWallOffsetMs();
  const silent = await startServer(silence);
  const good = await startServer(ahead(initialWallOffsetMs, TWO_HOURS_MS));
  const dead = await freeUdpPort();
  const setClock = recordingClockSetter();
  const offsets: number[] = [];
  const startedMs = monotonicMs();
  const status = await new Promise<TimeStatus>((resolve) => {
    closing.push(
      startTimeService({
        servers: [`127.0.0.1:${dead}`, `127.0.0.1:${silent.port}`, `localhost:${good.port}`, '127.0.0.1'],
        updateEverySec: 900,
        setClock,
        now: monotonicMs,
        initialWallOffsetMs,
        onOffset: (offsetMs) => offsets.push(offsetMs),
        onStatus: resolve,
        timeoutMs: 1500,
      }),
    );
  });
  const endedMs = monotonicMs();
  const { state, text, server, offsetMs = 0, roundTripMs = -1, at = 0, failures } = status;
  expect([state, server]).toEqual(['updated', `localhost:${good.port}`]);
  expect(text).toMatch(/^Time updated at: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d from localhost:\d+$/);
  expect(failures.map(({ code }) => code)).toEqual(['unreachable', 'timeout']);
  expect([silent.requests.length, good.requests.length]).toEqual([1, 1]);
  // The time stamps are wrong by half of the round trip at most; the last digits of a double come on top.
  const boundMs = roundTripMs / 2 + 0.01;
  expect(roundTripMs).toBeGreaterThanOrEqual(0);
  expect(Math.abs(offsetMs - TWO_HOURS_MS)).toBeLessThan(boundMs);
  expect(offsets).toHaveLength(1);
  expect(Math.abs(offsets[0] - initialWallOffsetMs - TWO_HOURS_MS)).toBeLessThan(boundMs);
  // The clock was set once, to the server's time at some moment between start and end.
  expect(setClock.calls).toHaveLength(1);
  for (const wallMs of [setClock.calls[0], at]) {
    expect(wallMs - offsets[0]).toBeGreaterThan(startedMs);
    expect(wallMs - offsets[0]).toBeLessThan(endedMs);
  }
});

it('asks again after the interval', async () => {
  const good = await startServer(ahead(machineWallOffsetMs(), -1000));
  const offsets: number[] = [];
  await new Promise<void>((resolve) => {
    closing.push(
      startTimeService({
        servers: ['127.0.0.1'],
        port: good.port,
        updateEverySec: 0.02,
        setClock: undefined,
        now: monotonicMs,
        initialWallOffsetMs: machineWallOffsetMs(),
        onOffset: (offsetMs) => {
          offsets.push(offsetMs);
          if (offsets.length === 3) resolve();
        },
        onStatus: () => {},
      }),
    );
  });
  expect(good.requests.length).toBeGreaterThanOrEqual(3);
});
