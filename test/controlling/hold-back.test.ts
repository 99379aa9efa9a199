import { describe, expect, it } from 'vitest';
import { fromHex, iFrame, sFrame } from '../support/raw-peer.js';
import { GI, open, POINT, STOPDT_ACT } from './session-kit.js';

/** A started session with w = 2, t2 = 10 s, no t3; `points(n, count)`: so many frames from N(S) n on in one read at `nowMs`. */
function started(ack: 'w' | 'eager' = 'w') {
  const peer = open({ w: 2, t2Ms: 10_000, t3Ms: 0, ack: { kind: ack } });
  peer.start();
  const points = (nowMs: number, n: number, count: number) =>
    peer.read(nowMs, ...Array.from({ length: count }, (_, i) => iFrame(n + i, 0, POINT))).sent;
  return { ...peer, points };
}

describe('a session that holds acknowledgements back', () => {
  it('acknowledges not by w but t2 after the first frame that waits', () => {
    const { session, out, sent, points } = started();
    session.holdBack(true, 0, out);
    expect(points(100, 0, 1)).toBe('');
    expect(points(5000, 1, 4)).toBe('');
    expect(session.unacknowledgedReceived).toBe(5);
    expect(session.nextDeadlineMs()).toBe(10_100);
    session.expire(10_099, out);
    expect(sent()).toBe('');
    session.expire(10_100, out);
    expect(sent()).toBe(sFrame(5));
    expect(session.unacknowledgedReceived).toBe(0);
    // The next one begins anew.
    expect(points(20_000, 5, 3)).toBe('');
    expect(session.nextDeadlineMs()).toBe(30_000);
  });

  it('repeats in its own I frames the N(R) that was written last', () => {
    const { session, out, sent, points } = started();
    expect(points(1, 0, 2)).toBe(sFrame(2));
    session.holdBack(true, 1, out);
    expect(points(2, 2, 3)).toBe('');
    session.send(fromHex(GI), 3, out);
    // N(S) = 0: 00 00; N(R) = 2: 04 00.
    expect(sent()).toBe('68 0E 00 00 04 00 64 01 06 00 01 00 00 00 00 14');
    expect(session.nextDeadlineMs()).toBe(10_002);
    session.holdBack(false, 4, out);
    expect(sent()).toBe(sFrame(5));
    session.send(fromHex(GI), 5, out);
    // N(S) = 1: 02 00; N(R) = 5: 0A 00.
    expect(sent()).toBe('68 0E 02 00 0A 00 64 01 06 00 01 00 00 00 00 14');
  });

  it('leaves what is fewer than w to the next frame and to t2 when it ends', () => {
    const { session, out, sent, points } = started();
    session.holdBack(true, 0, out);
    points(100, 0, 1);
    session.holdBack(false, 200, out);
    expect(sent()).toBe('');
    expect(session.nextDeadlineMs()).toBe(10_100);
    expect(points(300, 1, 1)).toBe(sFrame(2));
  });

  it('acknowledges at its end at once what t2 is over for', () => {
    const { session, out, sent, points } = started();
    session.holdBack(true, 0, out);
    points(100, 0, 1);
    session.holdBack(false, 10_100, out);
    expect(sent()).toBe(sFrame(1));
  });

  it('writes what w had required before', () => {
    const { session, out, sent } = started();
    const octets = fromHex(iFrame(0, 0, POINT));
    session.receive(octets, 0, octets.length, 1, out);
    octets[2] = 0x02;
    session.receive(octets, 0, octets.length, 1, out);
    session.holdBack(true, 1, out);
    octets[2] = 0x04;
    session.receive(octets, 0, octets.length, 1, out);
    session.endRead(1, out);
    expect(sent()).toBe(sFrame(2));
    expect(session.unacknowledgedReceived).toBe(1);
  });

  it('acknowledges all the same before STOPDT act; until its con by t2 again', () => {
    const { session, out, sent, points } = started();
    session.holdBack(true, 0, out);
    points(100, 0, 3);
    session.stop(200, out);
    expect(sent()).toBe(`${sFrame(3)} ${STOPDT_ACT}`);
    expect(points(300, 3, 1)).toBe('');
    session.expire(300 + 10_000, out);
    expect(sent()).toBe(sFrame(4));
  });

  it('holds back the acknowledgement of each read, too', () => {
    const { session, out, sent, points } = started('eager');
    session.holdBack(true, 0, out);
    expect(points(100, 0, 1)).toBe('');
    session.holdBack(false, 200, out);
    expect(sent()).toBe(sFrame(1));
  });
});
