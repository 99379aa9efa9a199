/** What is to be read beside the NTP status. */
import { expect, it } from 'vitest';
import { describeEvent } from '../../src/app/simulate/event-text.js';
import {
  besideText,
  type ServerFailure,
  type TimeState,
  TRYING_TEXT,
} from '../../src/coordinator/time/time-status.js';

const FAILURES: ServerFailure[] = [
  {
    server: 'pool.ntp.org',
    code: 'dns',
    detail: 'no address of pool.ntp.org: there is no such name (ENOTFOUND)',
  },
  { server: '[::1]:5', code: 'timeout', detail: 'no answer from ::1 port 5 within 3000 ms' },
];

const status = (state: TimeState, failures: readonly ServerFailure[]) => ({
  state,
  text: TRYING_TEXT,
  detail: '',
  failures,
});
const BOTH =
  'no address of pool.ntp.org: there is no such name (ENOTFOUND); no answer from [::1]:5 within 3000 ms';

it('servers that gave no time are named with their reasons', () => {
  expect(besideText(status('trying', FAILURES), 'set')).toBe(BOTH);
  expect(besideText(status('trying', FAILURES), 'left')).toBe(BOTH);
  expect(besideText(status('trying', []), 'left')).toBe('');
});

it.each<[server: string, code: ServerFailure['code'], detail: string, said: string]>([
  ['10.0.0.1:5', 'unreachable', '10.0.0.1 port 5: EACCES', '10.0.0.1:5: EACCES'],
  ['10.0.0.1', 'unreachable', '10.0.0.1 port 123: EACCES', '10.0.0.1 port 123: EACCES'],
  ['10.0.0.1:5', 'kiss', '10.0.0.1 sent RATE', '10.0.0.1:5 sent RATE'],
  ['ntp.own:5', 'dns', 'no address of ntp.own: EAI_FAIL', 'no address of ntp.own: EAI_FAIL'],
  ['ntp.own:5', 'timeout', 'no answer from 10.0.0.1 port 5', 'ntp.own:5: no answer from 10.0.0.1 port 5'],
  // A part of another word is no name.
  ['a', 'timeout', 'no answer from 10.0.0.1 port 123', 'a: no answer from 10.0.0.1 port 123'],
  ['10.0.0.1:5', 'kiss', 'not asked', '10.0.0.1:5: not asked'],
])('%s is named once: %s, %s', (server, code, detail, said) => {
  expect(besideText(status('trying', [{ server, code, detail }]), 'set')).toBe(said);
});

it("a time that was updated says that the machine's clock was left", () => {
  expect(besideText(status('updated', []), 'left')).toBe("the machine's clock was left as it is");
  expect(besideText(status('updated', FAILURES), 'left')).toBe(
    `the machine's clock was left as it is; ${BOTH}`,
  );
  expect(besideText(status('updated', []), 'set')).toBe('');
});

it('the event names the servers too', () => {
  const event = {
    kind: 'time',
    status: { ...status('trying', FAILURES), detail: "the machine's time is in force" },
  } as const;
  expect(describeEvent(event)).toBe(`${TRYING_TEXT} the machine's time is in force (${BOTH})`);
});
