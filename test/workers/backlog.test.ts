/** Up to when a link was read while its octets wait. */
import { expect, it } from 'vitest';
import { Backlog, MOST_IN_SOCKET_OCTETS } from '../../src/workers/backlog.js';

it('is of now while nothing waits, and of before the first octet that does', () => {
  const backlog = new Backlog(100);
  backlog.note(50, 0, 200, 200);
  expect([backlog.heardMs(250), backlog.arrivedMs(250)]).toEqual([250, 250]);
  backlog.note(60, 10, 300, 300);
  backlog.state = 'left';
  // What came up to 200 was read; what waits came by 300.
  expect([backlog.heardMs(400), backlog.arrivedMs(400)]).toEqual([200, 300]);
  backlog.note(10, 0, 500, 500);
  backlog.state = 'asking';
  expect([backlog.heardMs(600), backlog.arrivedMs(600)]).toEqual([200, 300]);
  backlog.end(500);
  expect([backlog.heardMs(600), backlog.arrivedMs(600)]).toEqual([600, 600]);
  backlog.note(60, 10, 700, 650);
  backlog.state = 'left';
  expect([backlog.heardMs(800), backlog.arrivedMs(800)]).toEqual([500, 650]);
});

it('goes on with a flood that never ends, when more was taken than a socket holds', () => {
  const backlog = new Backlog(100);
  backlog.note(10, 10, 200, 200);
  backlog.state = 'left';
  backlog.note(MOST_IN_SOCKET_OCTETS - 11, 10, 300, 300);
  expect([backlog.heardMs(400), backlog.arrivedMs(400)]).toEqual([100, 200]);
  backlog.note(1, 10, 400, 400);
  // Whatever lay in the socket at 200 was taken.
  expect([backlog.heardMs(500), backlog.arrivedMs(500)]).toEqual([200, 200]);
  backlog.note(MOST_IN_SOCKET_OCTETS, 10, 600, 600);
  expect([backlog.heardMs(700), backlog.arrivedMs(700)]).toEqual([400, 400]);
  // One octet more than the last mark is no socket full.
  backlog.note(1, 10, 700, 700);
  expect([backlog.heardMs(800), backlog.arrivedMs(800)]).toEqual([400, 400]);
});

it('says how long octets have waited without a break', () => {
  const backlog = new Backlog(100);
  expect(backlog.waitedMs(250)).toBe(0);
  backlog.note(10, 10, 200, 150);
  backlog.state = 'left';
  backlog.note(10, 10, 300, 300);
  expect(backlog.waitedMs(450)).toBe(250);
  backlog.end(450);
  expect(backlog.waitedMs(500)).toBe(0);
});
