/** The service on a fake clock: scripted servers, a scripted machine clock, a clock setter that records. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noClockSetter } from '../../src/coordinator/time/clock-setter.js';
import type { SntpResult } from '../../src/coordinator/time/sntp-client.js';
import { startTimeService, type TimeServiceOptions } from '../../src/coordinator/time/time-service.js';
import { recordingClockSetter } from './recording-clock-setter.js';

/** Wall − monotonic of the machine when the service starts. */
const MACHINE_MS = 1_000_000;
/** The servers' time: 2026-11-22 09:05:07 local time at monotonic 0. */
const NTP_MS = new Date(2026, 10, 22, 9, 5, 7).getTime();

const measured = (wallOffsetMs = NTP_MS, roundTripMs = 10): SntpResult => ({
  kind: 'measured',
  wallOffsetMs,
  offsetMs: wallOffsetMs - MACHINE_MS,
  roundTripMs,
  stratum: 2,
  address: '127.0.0.1',
});
const failed = (kiss?: string): SntpResult => ({
  kind: 'failed',
  code: kiss === undefined ? 'timeout' : 'kiss',
  detail: 'no',
  ...(kiss === undefined ? {} : { kiss }),
});

const running: { close(): void }[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  for (const service of running.splice(0)) service.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** A service whose servers answer `answers` in turn, then nothing more; everything that happens goes to `events`. */
function start(answers: SntpResult[], more: Partial<TimeServiceOptions> = {}) {
  const events: string[] = [];
  const startMs = performance.now();
  const now = () => performance.now() - startMs;
  const machine = { offsetMs: MACHINE_MS };
  const service = startTimeService({
    servers: ['a'],
    updateEverySec: 900,
    setClock: undefined,
    now,
    initialWallOffsetMs: MACHINE_MS,
    onOffset: (offsetMs) => events.push(`${now()} offset ${offsetMs}`),
    onStatus: (status) => events.push(`${now()} ${status.text}`),
    machineOffset: () => machine.offsetMs,
    platform: 'linux',
    query: async ({ text, port }) => {
      events.push(`${now()} ask ${text} ${port}`);
      return answers.shift() ?? failed();
    },
    ...more,
  });
  running.push(service);
  return { service, events, machine, now };
}

const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const UPDATED = 'Time updated at: 2026-11-22 09:05:07 from a';
const TRYING = 'Trying NTP servers to update local time ..';

describe('rounds', () => {
  it('ask the servers in order until one answers', async () => {
    const { service, events } = start([failed(), failed(), measured()], {
      servers: ['a', 'b:5', '[::1]:6', 'd'],
    });
    expect(service.status).toEqual({ state: 'trying', text: TRYING, detail: '', failures: [] });
    expect(events).toEqual([]);
    await advance(0);
    expect(events).toEqual([
      '0 ask a 123',
      '0 ask b:5 5',
      '0 ask [::1]:6 6',
      `0 offset ${NTP_MS}`,
      '0 Time updated at: 2026-11-22 09:05:07 from [::1]:6',
    ]);
    expect(service.status).toMatchObject({
      state: 'updated',
      server: '[::1]:6',
      offsetMs: NTP_MS - MACHINE_MS,
      roundTripMs: 10,
      at: NTP_MS,
      failures: [
        { server: 'a', code: 'timeout', detail: 'no' },
        { server: 'b:5', code: 'timeout', detail: 'no' },
      ],
    });
    expect(service.wallOffsetMs).toBe(NTP_MS);
  });

  it('start one interval after the end of the last, failed or not', async () => {
    let tookMs = 1000;
    const { events, now } = start([], {
      updateEverySec: 60,
      query: async () => {
        events.push(`${now()} ask`);
        await new Promise((resolve) => setTimeout(resolve, tookMs));
        tookMs = 3000;
        return now() > 100_000 ? measured() : failed();
      },
    });
    await advance(200_000);
    expect(events).toEqual([
      '0 ask',
      `1000 ${TRYING}`,
      '61000 ask',
      `64000 ${TRYING}`,
      '124000 ask',
      `127000 offset ${NTP_MS}`,
      '127000 Time updated at: 2026-11-22 09:07:14 from a',
      '187000 ask',
      `190000 offset ${NTP_MS}`,
      '190000 Time updated at: 2026-11-22 09:08:17 from a',
    ]);
  });

  it('keep the last offset when they fail', async () => {
    const { service, events, machine } = start([measured()]);
    await advance(0);
    machine.offsetMs += 5000;
    await advance(900_000);
    expect(events.slice(2)).toEqual([`0 ${UPDATED}`, '900000 ask a 123', `900000 ${TRYING}`]);
    expect(service.wallOffsetMs).toBe(NTP_MS);
    expect(service.status).toMatchObject({
      state: 'trying',
      detail: 'the last offset stays in force',
      server: 'a',
      at: NTP_MS,
      failures: [{ server: 'a', code: 'timeout', detail: 'no' }],
    });
  });

  it('may be further apart than a timer can wait', async () => {
    const { events } = start([measured()], { updateEverySec: 3_000_000 });
    await advance(2_999_999_000);
    expect(events).toHaveLength(3);
    await advance(1000);
    expect(events.slice(3)).toEqual(['3000000000 ask a 123', `3000000000 ${TRYING}`]);
  });

  it('skip an entry that names no server', async () => {
    const { service, events } = start([measured()], { servers: ['a:b:c', 'a'], port: 9 });
    await advance(0);
    expect(events[0]).toBe('0 ask a 9');
    expect(service.status.failures).toMatchObject([{ server: 'a:b:c', code: 'name' }]);
  });

  it('and the time tags do not change when the machine’s clock is set', async () => {
    const { events } = start([measured(), measured()], { updateEverySec: 10 });
    await advance(5000);
    vi.setSystemTime(Date.now() + 3_600_000);
    await advance(4999);
    expect(events.filter((event) => event.includes('ask'))).toEqual(['0 ask a 123']);
    await advance(1);
    vi.setSystemTime(Date.now() - 86_400_000);
    expect(events.filter((event) => event.includes('ask'))).toEqual(['0 ask a 123', '10000 ask a 123']);
    expect(events.filter((event) => event.includes('offset'))).toHaveLength(2);
  });

  it('end with close, even a running one', async () => {
    let signal: AbortSignal | undefined;
    let answer: (result: SntpResult) => void = () => {};
    const { service, events } = start([], {
      query: (_server, options) => {
        signal = options.signal;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    await advance(0);
    service.close();
    expect(signal?.aborted).toBe(true);
    answer(measured());
    await advance(1_000_000);
    expect(events).toEqual([]);
  });
});

describe("a kiss-o'-death", () => {
  const asked = (events: string[]) => events.filter((event) => event.includes(' ask a '));

  it.each(['DENY', 'RSTR'])('%s: the server is not asked again', async (kiss) => {
    const { service, events } = start([failed(kiss), measured()], {
      servers: ['a', 'b'],
      updateEverySec: 10,
    });
    await advance(100_000);
    expect(asked(events)).toEqual(['0 ask a 123']);
    expect(service.status.failures).toEqual([
      { server: 'a', code: 'kiss', detail: "not asked: its kiss-o'-death forbids it" },
      { server: 'b', code: 'timeout', detail: 'no' },
    ]);
  });

  it('RATE: the server is asked half as often, then a quarter', async () => {
    const { events } = start([failed('RATE'), failed('RATE'), measured(), measured()], {
      updateEverySec: 10,
    });
    await advance(70_000);
    expect(asked(events).map((event) => Number.parseInt(event, 10))).toEqual([0, 20_000, 60_000, 70_000]);
  });

  it('another: the server is asked as before', async () => {
    const { events } = start([failed('INIT'), measured()], { updateEverySec: 10 });
    await advance(10_000);
    expect(asked(events)).toHaveLength(2);
  });
});

describe('the machine’s clock', () => {
  it('is set with privileges, to the servers’ time', async () => {
    const setClock = recordingClockSetter();
    const { service } = start([measured()], { setClock });
    await advance(0);
    expect(setClock.calls).toEqual([NTP_MS]);
    expect(service.status).toMatchObject({ state: 'updated', text: UPDATED });
    expect(service.status.detail).toMatch(/^the machine's clock was [\d.]+ ms slow and was set$/);
  });

  it('is set after the broadcast, and the status waits for it', async () => {
    const events: string[] = [];
    let done = () => {};
    const setClock = {
      canSet: () => true,
      set: () => {
        events.push('set');
        return new Promise<void>((resolve) => {
          done = resolve;
        });
      },
    };
    start([measured()], {
      setClock,
      onOffset: () => events.push('offset'),
      onStatus: ({ state }) => events.push(state),
    });
    await advance(10_000);
    expect(events).toEqual(['offset', 'set']);
    done();
    await advance(0);
    expect(events).toEqual(['offset', 'set', 'updated']);
  });

  it('does not change the time tags again after it was set', async () => {
    const setClock = recordingClockSetter();
    const { events, machine } = start([measured(), measured()], { setClock });
    await advance(0);
    machine.offsetMs = NTP_MS;
    await advance(899_999);
    expect(events.filter((event) => event.includes('offset'))).toEqual([`0 offset ${NTP_MS}`]);
    await advance(1);
    // It agrees with the server now, so it is not set.
    expect(setClock.calls).toHaveLength(1);
  });

  it.each([
    // [round trip, error of the machine, set]
    [0.2, 0.9, 'no'],
    [0.2, 1.1, 'yes'],
    [0.2, -1.1, 'yes'],
    [40, 19.9, 'no'],
    [40, -20.1, 'yes'],
  ])('with a round trip of %d ms and an error of %d ms is set: %s', async (roundTripMs, errorMs, set) => {
    const setClock = recordingClockSetter();
    const { service } = start([measured(NTP_MS, roundTripMs)], {
      setClock,
      machineOffset: () => NTP_MS + errorMs,
    });
    await advance(0);
    expect(setClock.calls).toHaveLength(set === 'yes' ? 1 : 0);
    expect(service.status.text).toBe(UPDATED);
  });

  it.each<[NodeJS.Platform, string]>([
    ['linux', 'No root privilege, cannot update time.'],
    ['darwin', 'No root privilege, cannot update time.'],
    ['win32', 'No admin privilege, cannot update time.'],
  ])(
    'without privileges is left alone, and the tags are corrected all the same: %s',
    async (platform, text) => {
      const setClock = recordingClockSetter('unprivileged');
      const { service, events } = start([measured()], { setClock, platform });
      await advance(0);
      expect(setClock.calls).toEqual([]);
      expect(events).toEqual(['0 ask a 123', `0 offset ${NTP_MS}`, `0 ${text}`]);
      expect(service.status).toMatchObject({ state: 'no-privilege', text, server: 'a', at: NTP_MS });
      expect(service.status.detail).toMatch(/slow; time tags and logs are corrected all the same$/);
    },
  );

  it('that cannot be set is reported as without privileges', async () => {
    const set = () => Promise.reject(new Error('Command failed\n date: Operation not permitted\n'));
    const { service } = start([measured()], { setClock: { canSet: () => true, set } });
    await advance(0);
    expect(service.status).toMatchObject({
      state: 'no-privilege',
      text: 'No root privilege, cannot update time.',
    });
    expect(service.status.detail).toContain(
      'could not be set: Command failed; date: Operation not permitted;',
    );
  });

  it('is left alone with --no-set-clock, whatever the privileges', async () => {
    const { service } = start([measured()]);
    await advance(0);
    expect(service.status).toMatchObject({ state: 'updated', text: UPDATED });
    expect(service.status.detail).toMatch(/slow and is left alone$/);
  });

  it('is not set while no server answers', async () => {
    const setClock = recordingClockSetter();
    start([], { setClock });
    await advance(2_000_000);
    expect(setClock.calls).toEqual([]);
  });
});

describe('without a server’s time', () => {
  it('no server is queried and nothing is reported if none is configured', async () => {
    const { service, events } = start([], { servers: [], setClock: noClockSetter });
    await advance(2_000_000);
    expect(events).toEqual([]);
    expect(service.status).toEqual({ state: 'off', text: '', detail: '', failures: [] });
  });

  it.each([
    ['none configured', []],
    ['none answering', ['a']],
  ])('the tags follow a machine clock that is set: %s', async (_name, servers) => {
    const { service, events, machine } = start([], { servers });
    const offsets = () => events.filter((event) => event.includes('offset'));
    await advance(1500);
    machine.offsetMs += 1;
    await advance(10_000);
    expect(offsets()).toEqual([]);
    machine.offsetMs += 0.5;
    await advance(2000);
    machine.offsetMs -= 3_600_000;
    await advance(2000);
    expect(offsets()).toEqual([
      `12000 offset ${MACHINE_MS + 1.5}`,
      `14000 offset ${MACHINE_MS + 1.5 - 3_600_000}`,
    ]);
    expect(service.wallOffsetMs).toBe(MACHINE_MS + 1.5 - 3_600_000);
  });

  it('one wrong reading of the machine’s clock changes nothing', async () => {
    const readings = [MACHINE_MS - 2, MACHINE_MS];
    const { events } = start([], { servers: [], machineOffset: () => readings.shift() ?? MACHINE_MS });
    await advance(60_000);
    expect(events).toEqual([]);
  });
});
