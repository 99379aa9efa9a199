/** What the coordinator hears of events that come in floods: thousands a second would stop it. */
import { expect, it } from 'vitest';
import type { JournalEvent } from '../../src/station/journal.js';
import type { Peer, RtuPort } from '../../src/station/ports.js';
import { SignalLog } from '../../src/workers/signal-log.js';

const REFUSAL = '10.0.0.7:40001: address not among the accepted hosts';

it.each<[event: JournalEvent, told: string[], detail?: string]>([
  [
    'startdt',
    [...Array(10).fill(''), 'STARTDT act 2,990 more times in 1.0 s from 10.0.0.7, the last from port 40001'],
  ],
  [
    'stopdt',
    [...Array(10).fill(''), 'STOPDT act 2,990 more times in 1.0 s from 10.0.0.7, the last from port 40001'],
  ],
  [
    'refuse',
    [
      ...Array(10).fill(REFUSAL),
      'connections refused 2,990 more times in 1.0 s from 10.0.0.7, the last from port 40001: address not among the accepted hosts',
    ],
    REFUSAL,
  ],
  // Each connection is one that it follows.
  ['connect', Array(3000).fill('')],
])('%s', (event, expected, detail) => {
  const heard: string[] = [];
  let nowMs = 0;
  let fire = (): void => {};
  const log = new SignalLog(
    {
      clock: { monotonicMs: () => nowMs, wallMs: () => nowMs },
      timers: {
        setTimeout: (run) => {
          fire = run;
          return run;
        },
        clearTimeout: () => {},
        setImmediate: () => ({}),
        clearImmediate: () => {},
        queueMicrotask: () => {},
      },
    },
    'all',
    (_rtu, _peer, entry) => heard.push(entry.detail ?? ''),
  );
  const rtu = {} as RtuPort;
  const peer = { peer: '10.0.0.7:40001', rtu } as Peer;
  const entry = { event, ...(detail === undefined ? {} : { detail }) };
  for (let i = 0; i < 3000; i++) log.event(rtu, event === 'refuse' ? undefined : peer, entry);
  nowMs = 1000;
  fire();
  expect(heard).toEqual(expected);
});
