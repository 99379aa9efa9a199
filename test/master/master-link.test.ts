import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conductOf } from '../../src/master/conduct.js';
import type { LinkOptions } from '../../src/master/link-options.js';
import { MasterLink } from '../../src/master/master-link.js';
import type { MasterParameters } from '../../src/master/master-parameters.js';
import { HANG_MS } from '../support/patience.js';
import { iFrame, RawListener, type RawPeer, sFrame, toHex } from '../support/raw-peer.js';

const STARTDT_ACT = '68 04 07 00 00 00';
const STARTDT_CON = '68 04 0B 00 00 00';
const STOPDT_ACT = '68 04 13 00 00 00';
const STOPDT_CON = '68 04 23 00 00 00';
const TESTFR_ACT = '68 04 43 00 00 00';
const TESTFR_CON = '68 04 83 00 00 00';
const POINT = '01 01 03 00 20 00 64 00 00 01';
const GI_ACT = '64 01 06 00 20 00 00 00 00 14';
const GI_CON = '64 01 07 00 20 00 00 00 00 14';
const GI_TERM = '64 01 0A 00 20 00 00 00 00 14';

let listener: RawListener;
let link: MasterLink | undefined;

beforeEach(async () => {
  listener = await RawListener.listen();
});

afterEach(() => {
  link?.close();
  listener.close();
});

/** A started link to CA 32, and its other end. */
async function started(
  parameters: Partial<MasterParameters> = {},
  options: LinkOptions = {},
): Promise<{ link: MasterLink; rtu: RawPeer }> {
  const made = new MasterLink(
    { name: 'T', ca: 32, port: listener.port, bind: '', k: 12 },
    { ...options, parameters },
  );
  link = made;
  await made.connect();
  const rtu = await listener.accept();
  const start = made.start();
  await rtu.expect(STARTDT_ACT);
  rtu.send(STARTDT_CON);
  await start;
  return { link: made, rtu };
}

/** Waits until the link has processed everything sent before: it confirms TESTFR act in order. */
async function settle(rtu: RawPeer): Promise<void> {
  rtu.send(TESTFR_ACT);
  await rtu.expect(TESTFR_CON);
}

describe('a link', () => {
  it('starts, tests and stops', async () => {
    const { link, rtu } = await started();
    expect(link.state).toBe('started');
    const tested = link.test();
    await rtu.expect(TESTFR_ACT);
    rtu.send(TESTFR_CON);
    await tested;
    const stopped = link.stop();
    await rtu.expect(STOPDT_ACT);
    rtu.send(STOPDT_CON);
    await stopped;
    expect(link.state).toBe('stopped');
    link.close();
    await rtu.expectClosed();
    expect(link.closeReason).toBe('closed by the master');
    expect(link.violations.count).toBe(0);
  });

  it('counts frames, objects, types and causes, wherever the stream is split', async () => {
    const { link, rtu } = await started({ w: 3 });
    const frames = [
      iFrame(0, 0, '46 01 04 00 20 00 00 00 00 00'),
      iFrame(1, 0, POINT),
      iFrame(2, 0, '01 83 14 00 20 00 64 00 00 00 01 10'),
    ];
    const glued = frames.join(' ').split(' ');
    for (const octet of glued) rtu.send(octet);
    await rtu.expect(sFrame(3));
    rtu.send([iFrame(3, 0, POINT), iFrame(4, 0, POINT), iFrame(5, 0, POINT)].join(' '));
    await rtu.expect(sFrame(6));
    expect(link.traffic.apdus).toBe(6);
    expect(link.traffic.signals).toBe(7);
    // STARTDT con, and the frames of 16, 16, 18 and three times 16 octets.
    expect(link.traffic.octets).toBe(6 + 16 + 16 + 18 + 48);
    expect(link.traffic.cells()).toEqual([
      { typeId: 1, cot: 3, asdus: 4, objects: 4 },
      { typeId: 1, cot: 20, asdus: 1, objects: 3 },
      { typeId: 70, cot: 4, asdus: 1, objects: 1 },
    ]);
    expect(link.traffic.objectsByType().get(1)).toBe(7);
    expect(link.violations.count).toBe(0);
  });

  it('lends every ASDU to the hook', async () => {
    const seen: string[] = [];
    const onAsdu: LinkOptions['onAsdu'] = (octets, at, end) => seen.push(toHex(octets.slice(at, end)));
    const { rtu } = await started({}, { onAsdu });
    rtu.sendI(0, 0, POINT);
    await settle(rtu);
    expect(seen).toEqual([POINT]);
  });

  it.each([
    ['a wrong start octet', '69 04 07 00 00 00', 'FRAMING', 'start octet 0x69'],
    ['a length of 3', '68 03 07 00 00', 'FRAMING', 'length octet 0x03'],
    ['a length of 254', '68 FE', 'FRAMING', 'length octet 0xfe'],
    ['a gap in N(S)', iFrame(1, 0, POINT), 'SEND_NUMBER', 'N(S) is 1, expected 0'],
    ['an N(R) never sent', sFrame(1), 'RECEIVE_NUMBER', 'N(R) is 1, expected 0…0 (acknowledged, V(S))'],
  ])('closes on %s', async (_, octets, code, detail) => {
    const { link, rtu } = await started();
    const closed = link.closed(HANG_MS);
    rtu.send(octets);
    await rtu.expectClosed();
    expect(await closed).toBe(`closed by the master: ${code}, ${detail}`);
    expect(link.violations.details.map((violation) => violation.code)).toEqual([code]);
  });

  it('stays open on a malformed ASDU and counts it', async () => {
    const { link, rtu } = await started();
    rtu.sendI(0, 0, '01 02 03 00 20 00 64 00 00 01');
    rtu.sendI(1, 0, '01 01 03 00 21 00 64 00 00 01');
    rtu.send('68 04 04 00 00 00');
    await settle(rtu);
    expect(link.violations.details.map(({ code }) => code)).toEqual([
      'MALFORMED_ASDU',
      'COMMON_ADDRESS',
      'MALFORMED_ASDU',
    ]);
    expect(link.traffic.apdus).toBe(3);
    expect(link.state).toBe('started');
  });

  it('takes what TCP joined to a wrong start octet, if it is tolerant', async () => {
    const { link, rtu } = await started({ w: 2 }, { conduct: conductOf('tolerant') });
    rtu.send(`69 04 43 00 00 00 ${iFrame(0, 0, POINT)} ${iFrame(1, 0, POINT)} ${TESTFR_ACT}`);
    expect([await rtu.next(), await rtu.next()].sort()).toEqual([sFrame(2), TESTFR_CON]);
    expect([...link.violations.byCode]).toEqual([['FRAMING', 1]]);
  });

  it('reports which side closed', async () => {
    const first = await started();
    const closed = first.link.closed(HANG_MS);
    first.rtu.close();
    expect(await closed).toBe('closed by the RTU');
    const second = await started();
    second.rtu.reset();
    expect(await second.link.closed(HANG_MS)).toBe('reset by the RTU');
  });

  it('acknowledges after t2', async () => {
    const { rtu } = await started({ t2Ms: 30 });
    rtu.sendI(0, 0, POINT);
    await rtu.expect(sFrame(1));
  });

  it('closes when t1 passes', async () => {
    const { link, rtu } = await started({ t1Ms: 300 });
    const tested = expect(link.test()).rejects.toThrow('no TESTFR con within t1 = 300 ms');
    await rtu.expect(TESTFR_ACT);
    await rtu.expectClosed();
    await tested;
    expect(link.violations.byCode.get('T1')).toBe(1);
  });
});

describe('connecting', () => {
  it('reports a refused connection', async () => {
    const free = await RawListener.listen();
    const { port } = free;
    free.close();
    const refused = new MasterLink({ name: 'T', ca: 1, port, bind: '', k: 12 });
    await expect(refused.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    expect(refused.closeReason).toBe('connection refused');
    await expect(refused.start()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('uses the address that the RTU listens on', () => {
    const at = (bind: string) =>
      new MasterLink({ name: 'T', ca: 1, port: 1, bind, k: 12 }, { host: 'h' }).host;
    expect(['127.1.0.1', '', '0.0.0.0', '::'].map(at)).toEqual(['127.1.0.1', 'h', 'h', 'h']);
  });
});

describe('requests', () => {
  it('interrogates: act, actcon, data, actterm', async () => {
    const { link, rtu } = await started();
    const interrogation = link.interrogate();
    await rtu.expect(iFrame(0, 0, GI_ACT));
    rtu.sendI(0, 1, GI_CON);
    rtu.sendI(1, 1, '01 83 14 00 20 00 64 00 00 00 01 10');
    rtu.sendI(2, 1, POINT);
    rtu.sendI(3, 1, GI_TERM);
    const report = await interrogation;
    expect(report).toMatchObject({ outcome: 'done', cot: 10, typeId: 100, dataAsdus: 1, dataObjects: 3 });
    const { confirmedAfterMs = -1, firstDataAfterMs = -1, endedAfterMs = -1 } = report;
    expect(confirmedAfterMs).toBeGreaterThan(0);
    expect(firstDataAfterMs).toBeGreaterThanOrEqual(confirmedAfterMs);
    expect(endedAfterMs).toBeGreaterThanOrEqual(firstDataAfterMs);
    expect(link.unmatchedReplies).toBe(0);
  });

  it.each([
    ['a negative confirmation', '64 01 47 00 20 00 00 00 00 14', 'refused', 7],
    ['COT 46', '64 01 6E 00 20 00 00 00 00 14', 'unknown', 46],
  ])('resolves with %s', async (_, reply, outcome, cot) => {
    const { link, rtu } = await started();
    const interrogation = link.interrogate();
    await rtu.next();
    rtu.sendI(0, 1, reply);
    expect(await interrogation).toMatchObject({ outcome, cot });
  });

  it('resolves when the deadline passes and when the link ends', async () => {
    const { link, rtu } = await started();
    const late = link.interrogate(20, 20);
    await rtu.next();
    rtu.sendI(0, 1, GI_CON);
    expect(await late).toMatchObject({ outcome: 'timeout', cot: 0 });
    const cut = link.interrogate(21);
    await rtu.next();
    rtu.close();
    expect(await cut).toMatchObject({ outcome: 'closed' });
  });

  it('serves two interrogations at once, and deactivates one', async () => {
    const { link, rtu } = await started();
    const station = link.interrogate(20);
    const group = link.interrogate(21);
    await rtu.next();
    await rtu.next();
    rtu.sendI(0, 2, '64 01 07 00 20 00 00 00 00 15');
    rtu.sendI(1, 2, GI_CON);
    rtu.sendI(2, 2, '01 01 15 00 20 00 64 00 00 01');
    const cancelled = link.cancelInterrogation(20);
    await rtu.expect((frame) => frame[6] === 0x64 && frame[8] === 8);
    rtu.sendI(3, 3, '64 01 09 00 20 00 00 00 00 14');
    rtu.sendI(4, 3, '64 01 0A 00 20 00 00 00 00 15');
    expect(await station).toMatchObject({ outcome: 'cancelled', dataObjects: 0 });
    expect(await cancelled).toMatchObject({ outcome: 'done', cot: 9 });
    expect(await group).toMatchObject({ outcome: 'done', dataObjects: 1 });
  });

  it('synchronises the clock and keeps the time in the confirmation', async () => {
    const { link, rtu } = await started();
    const time = { ms: 45678, minute: 59, hour: 23, day: 31, dayOfWeek: 5, month: 12, year: 27 };
    const clock = link.clockSync({ ...time, invalid: false, summer: false, substituted: false });
    await rtu.expect(iFrame(0, 0, '67 01 06 00 20 00 00 00 00 6E B2 3B 17 BF 0C 1B'));
    rtu.sendI(0, 1, '67 01 07 00 20 00 00 00 00 6F B2 3B 17 BF 0C 1B');
    const report = await clock;
    expect(report.outcome).toBe('done');
    expect(toHex(report.confirmation ?? new Uint8Array())).toBe(
      '67 01 07 00 20 00 00 00 00 6F B2 3B 17 BF 0C 1B',
    );
  });

  it('selects, executes and receives the return information', async () => {
    const { link, rtu } = await started();
    const command = link.selectAndExecute({ typeId: 45, ioa: 5000, value: { scs: 1, qu: 1 } });
    await rtu.expect(iFrame(0, 0, '2D 01 06 00 20 00 88 13 00 85'));
    rtu.sendI(0, 1, '2D 01 07 00 20 00 88 13 00 85');
    await rtu.expect(iFrame(1, 1, '2D 01 06 00 20 00 88 13 00 05'));
    rtu.sendI(1, 2, '2D 01 07 00 20 00 88 13 00 05');
    rtu.sendI(2, 2, '01 01 0B 00 20 00 64 00 00 01');
    rtu.sendI(3, 2, '2D 01 0A 00 20 00 88 13 00 05');
    expect(await command).toMatchObject({ outcome: 'done', cot: 10, ioa: 5000, dataObjects: 1 });
  });

  it('counts a termination of a selection as unmatched', async () => {
    const { link, rtu } = await started();
    const selection = link.command({ typeId: 46, ioa: 1, value: { dcs: 2 }, mode: 'select' });
    await rtu.next();
    rtu.sendI(0, 1, '2E 01 07 00 20 00 01 00 00 82');
    expect((await selection).outcome).toBe('done');
    rtu.sendI(1, 1, '2E 01 0A 00 20 00 01 00 00 82');
    await settle(rtu);
    expect(link.unmatchedReplies).toBe(1);
  });

  it('reads an object', async () => {
    const { link, rtu } = await started();
    const read = link.readObject(100);
    await rtu.expect(iFrame(0, 0, '66 01 05 00 20 00 64 00 00'));
    rtu.sendI(0, 1, '01 01 05 00 20 00 64 00 00 01');
    expect(await read).toMatchObject({ outcome: 'done', cot: 5, dataObjects: 1 });
  });

  it('queues what does not fit into the window', async () => {
    const { link, rtu } = await started({ k: 1 });
    const asdu = Uint8Array.from([100, 1, 6, 0, 32, 0, 0, 0, 0, 20]);
    const first = link.sendAsdu(asdu);
    const second = link.sendAsdu(asdu);
    await rtu.expect(iFrame(0, 0, GI_ACT));
    await settle(rtu);
    expect(rtu.waiting).toEqual([]);
    rtu.send(sFrame(1));
    await first;
    await rtu.expect(iFrame(1, 0, GI_ACT));
    const lost = expect(second).rejects.toMatchObject({ code: 'LINK_CLOSED' });
    rtu.close();
    await lost;
  });

  it('refuses to send while stopped', async () => {
    const stopped = new MasterLink({ name: 'T', ca: 1, port: listener.port, bind: '', k: 12 });
    link = stopped;
    await stopped.connect();
    await expect(stopped.interrogate()).rejects.toMatchObject({ code: 'NOT_STARTED' });
    await expect(stopped.sendAsdu(new Uint8Array(10))).rejects.toMatchObject({ code: 'NOT_STARTED' });
  });
});
