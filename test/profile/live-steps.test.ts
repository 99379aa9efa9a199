/** The rows of a load profile as the live page shows them. */
import { expect, it } from 'vitest';
import { liveSteps } from '../../src/run/profile/live-steps.js';
import { profileOf } from './profile-kit.js';

it('stand in the order of time, each with its words and how long it takes with all repetitions', () => {
  const profile = profileOf('10,1,5,20,6,4,101,,,begin', '2,silent,40,,,,102', '0,7');
  expect(liveSteps(profile)).toEqual([
    { atMs: 0, durationMs: 0, text: 'send index 7 once, all RTUs' },
    { atMs: 2000, durationMs: 40_000, text: 'fault silent for 40 s' },
    // Four times every 6 s, the last for 5 s: 3 × 6 + 5.
    {
      atMs: 10_000,
      durationMs: 23_000,
      text: 'send index 1 for 5 s, 20 signals/s on each RTU, 4 times every 6 s, RTUs 101 (begin)',
    },
  ]);
});

it('of a long profile are the first 300, and a line says how many more there are', () => {
  const rows = Array.from({ length: 305 }, (_, i) => `${i},1`);
  const steps = liveSteps(profileOf(...rows));
  expect(steps).toHaveLength(301);
  expect(steps.at(-1)).toEqual({ atMs: 300_000, durationMs: 0, text: 'and 5 more rows' });
});

it('show comments as text, whatever is in them', () => {
  const [{ text }] = liveSteps(profileOf('0,1,,,,,,,a\u202e<b>'));
  expect(text).toBe('send index 1 once, all RTUs (a\ufffd<b>)');
});
