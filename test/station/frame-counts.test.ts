/** What a session has received, by kind: the name of a flood is told by it (`docs/behaviour.md` §3). */
import { expect, it } from 'vitest';
import { noFrames } from '../../src/station/apci/frame-counts.js';
import { openSession, STARTDT_ACT, STARTDT_CON, STOPDT_ACT, TESTFR_ACT, TESTFR_CON } from './session-kit.js';

it('begins with none of any kind', () => {
  expect(noFrames()).toEqual({
    iFrames: 0,
    sFrames: 0,
    testFrames: 0,
    starts: 0,
    stops: 0,
    confirmations: 0,
  });
});

it('counts every kind by itself', () => {
  const kit = openSession();
  kit.receive(STARTDT_ACT);
  kit.receiveI(0, 0);
  kit.receiveI(1, 0);
  kit.receiveS(0);
  for (let i = 0; i < 3; i++) kit.receive(TESTFR_ACT);
  // Neither was asked for; both are confirmations.
  kit.receive(TESTFR_CON, STARTDT_CON);
  kit.receive(STOPDT_ACT);
  expect(kit.session.received).toEqual({
    iFrames: 2,
    sFrames: 1,
    testFrames: 3,
    starts: 1,
    stops: 1,
    confirmations: 2,
  });
});
