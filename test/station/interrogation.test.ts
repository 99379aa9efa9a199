/** Station interrogation (`docs/protocol.md` §5, `docs/behaviour.md` §3). */
import { describe, expect, it } from 'vitest';
import { expectBalanced, expectList, openStation } from './station-kit.js';

/** Requests and confirmations: 100, COT, OA, CA 1, IOA 0, QOI 20 = 14. */
const ACT = '64 01 06 00 01 00 | 00 00 00 | 14';
const CON = 'M < 64 01 07 00 01 00 | 00 00 00 | 14';
const CON_NEGATIVE = 'M < 64 01 47 00 01 00 | 00 00 00 | 14';
const TERM = 'M < 64 01 0A 00 01 00 | 00 00 00 | 14';
const DEACT = '64 01 08 00 01 00 | 00 00 00 | 14';
const DEACT_CON = 'M < 64 01 09 00 01 00 | 00 00 00 | 14';
const DEACT_CON_NEGATIVE = 'M < 64 01 49 00 01 00 | 00 00 00 | 14';

/** `count` interrogated single points from IOA 1. */
const points = (count: number) => Array.from({ length: count }, (_, i) => `1,Y,1,${i + 1},1\n`).join('');
/** A single point, ON, COT 20 = 14h. */
const point = (ioa: number) => `M < 01 01 14 00 01 00 | 0${ioa} 00 00 01`;

describe('what it sends', () => {
  it('actcon, every Y signal once without time tag and with COT 20, actterm', () => {
    const rows = [
      '1,Y,30,1,1',
      '1,Y,31,2,2',
      '1,,1,3,1',
      '1,Y,34,4,-1',
      '1,Y,35,5,-2 IV',
      '1,Y,36,6,1.5',
      '1,Y,5,7,-5T',
      '1,Y,33,8,1',
    ];
    const station = openStation(rows.join('\n'));
    const master = station.started();
    master.request(ACT);
    expectList(station.take(), [
      CON,
      'M < 01 01 14 00 01 00 | 01 00 00 01',
      'M < 03 01 14 00 01 00 | 02 00 00 02',
      'M < 09 01 14 00 01 00 | 04 00 00 00 80 00',
      'M < 0B 01 14 00 01 00 | 05 00 00 FE FF 80',
      'M < 0D 01 14 00 01 00 | 06 00 00 00 00 C0 3F 00',
      // VTI: T 80 | −5 in seven bits 7B
      'M < 05 01 14 00 01 00 | 07 00 00 FB 00',
      'M < 07 01 14 00 01 00 | 08 00 00 01 00 00 00 00',
      TERM,
    ]);
    master.acknowledge();
    expectBalanced(station);
    expect([station.counter('INTERROGATIONS'), station.counter('SIGNALS_ACKNOWLEDGED')]).toEqual([1, 7]);
  });

  it('the first Y row of a point gives its state; a point is sent once', () => {
    const station = openStation('1,,1,1,0\n2,Y,30,1,1\n3,Y,1,1,0\n1,Y,1,2,0\n1,Y,3,1,2\n');
    const master = station.started();
    master.request(ACT);
    expectList(station.take(), [
      CON,
      'M < 01 02 14 00 01 00 | 01 00 00 01 | 02 00 00 00',
      'M < 03 01 14 00 01 00 | 01 00 00 02',
      TERM,
    ]);
  });

  it('only actcon and actterm if no row has Y, or only rows below the end mark', () => {
    for (const file of ['1,,1,1,1\n', '! end of GI\n1,Y,1,1,1\n']) {
      const station = openStation(file);
      const master = station.started();
      master.request(ACT);
      expectList(station.take(), [CON, TERM]);
    }
  });

  it('OA in every frame, T in con and term', () => {
    const station = openStation('1,Y,1,1,1\n');
    const master = station.started();
    // COT 86 = T 80 | 6; OA 7
    master.request('64 01 86 07 01 00 | 00 00 00 | 14');
    const [con, data, term] = station.take();
    expect([con, term]).toEqual(['M < 64 01 87 07 01 00 00 00 00 14', 'M < 64 01 8A 07 01 00 00 00 00 14']);
    expect(data.replace(' 94 ', ' 14 ')).toBe('M < 01 01 14 07 01 00 01 00 00 01');
  });

  it('its own CA if the request names all stations', () => {
    // CA 300 = 012C
    const station = openStation('1,Y,1,1,1\n', { rtuNumber: 300 });
    const master = station.started();
    master.request('64 01 06 00 FF FF | 00 00 00 | 14');
    expectList(station.take(), [
      'M < 64 01 07 00 2C 01 | 00 00 00 | 14',
      'M < 01 01 14 00 2C 01 | 01 00 00 01',
      'M < 64 01 0A 00 2C 01 | 00 00 00 | 14',
    ]);
  });

  it('packs as many objects as the type allows', () => {
    const station = openStation(points(130));
    const master = station.started();
    master.request(ACT);
    const list = station.take();
    expect(list.slice(1, -1).map((entry) => entry.slice(4, 12))).toEqual([
      '01 3C 14',
      '01 3C 14',
      '01 0A 14',
    ]);
  });

  it.each([
    [1, ['01 01 14', '01 01 14', '01 01 14', '01 01 14', '03 01 14']],
    [3, ['01 03 14', '01 01 14', '03 01 14']],
  ])('packs up to objects = %i', (objects, expected) => {
    const station = openStation(`${points(4)}1,Y,3,9,2\n`, { objects });
    const master = station.started();
    master.request(ACT);
    expect(
      station
        .take()
        .slice(1, -1)
        .map((entry) => entry.slice(4, 12)),
    ).toEqual(expected);
  });

  it('the value as it is when the frame is built, after an index send changed it', () => {
    const station = openStation('1,Y,1,1,0\n1,Y,1,2,0\n2,,30,2,1\n', { k: 1, objects: 1 });
    const master = station.started();
    master.request(ACT);
    station.send(2);
    for (let i = 0; i < 4; i++) master.acknowledge();
    const list = station.take();
    const event = list.findIndex((entry) => entry.startsWith('M < 1E 01 03 00 01 00 02 00 00 01'));
    const answer = list.findIndex((entry) => entry.startsWith('M < 01 01 14 00 01 00 02 00 00'));
    expect(event).toBeGreaterThan(0);
    expect(answer).toBeGreaterThan(0);
    expect(list[answer].slice(-2)).toBe(answer > event ? '01' : '00');
    // Whatever came first: from now on it is 1.
    for (let i = 0; i < 4; i++) master.acknowledge();
    station.take();
    master.request(ACT);
    for (let i = 0; i < 4; i++) master.acknowledge();
    expectList(station.take(), [CON, 'M < 01 01 14 00 01 00 | 01 00 00 00', point(2), TERM]);
  });

  it('an event that goes out first is also in the answer after it', () => {
    const station = openStation('1,Y,1,1,0\n1,Y,1,2,0\n1,Y,1,3,0\n2,,1,3,1\n', { k: 1, objects: 1 });
    const master = station.started();
    master.request(ACT);
    master.acknowledge();
    station.send(2);
    for (let i = 0; i < 6; i++) master.acknowledge();
    const list = station.take().filter((entry) => entry.includes('03 00 00 0'));
    expectList(list, ['M < 01 01 03 00 01 00 | 03 00 00 01', point(3)]);
  });
});

describe('the window', () => {
  it('stops it while closed; acknowledgements let it continue', () => {
    const station = openStation(points(3), { k: 2, objects: 1 });
    const master = station.started();
    master.request(ACT);
    expectList(station.take(), [CON, point(1)]);
    expect(station.counter('INTERROGATING')).toBe(1);
    master.acknowledge();
    expectList(station.take(), [point(2), point(3)]);
    station.nowMs = 70;
    master.acknowledge();
    expectList(station.take(), ['@70', TERM]);
    expect([station.counter('INTERROGATING'), station.counter('INTERROGATION_MS')]).toEqual([0, 70]);
    master.acknowledge();
    expectBalanced(station);
  });

  it('is shared frame by frame with two sends; actcon is first, actterm last of it', () => {
    const file = `${points(3)}2,,1,5,1\n2,,1,6,1\n3,,1,7,1\n3,,1,8,1\n`;
    const station = openStation(file, { k: 1, objects: 1 });
    const master = station.started();
    station.sendTogether(2, 3);
    master.request(ACT);
    for (let i = 0; i < 12; i++) master.acknowledge();
    const list = station.take().filter((entry) => entry.startsWith('M <'));
    const of = (cot: string) => list.filter((entry) => entry.slice(4, 12) === `01 01 ${cot}`);
    expectList(of('14'), [point(1), point(2), point(3)]);
    expect(
      of('03')
        .map((entry) => entry[23])
        .sort(),
    ).toEqual(['5', '6', '7', '8']);
    expect(list).toHaveLength(9);
    // The first frame of the sends went out before the request came.
    expect(list[1]).toBe(CON.replaceAll(' |', ''));
    const term = list.indexOf(TERM.replaceAll(' |', ''));
    expect(term).toBeGreaterThan(list.indexOf(point(3).replaceAll(' |', '')));
    // None of the three waits until another is through.
    const last = (text: string) => list.findLastIndex((entry) => entry.slice(4) === text);
    const first = (text: string) => list.findIndex((entry) => entry.slice(4) === text);
    const send = (ioa: number) => `01 01 03 00 01 00 0${ioa} 00 00 01`;
    expect(first(send(5))).toBeLessThan(last(send(8)));
    expect(first(send(7))).toBeLessThan(last(send(6)));
    expect(first('01 01 14 00 01 00 01 00 00 01')).toBeLessThan(Math.max(last(send(6)), last(send(8))));
    expectBalanced(station);
  });
});

describe('deactivation', () => {
  it('while it runs: con, nothing more, no actterm', () => {
    const station = openStation(points(5), { k: 2, objects: 1 });
    const master = station.started();
    master.request(ACT);
    master.request(DEACT);
    expectList(station.take(), [CON, point(1)]);
    for (let i = 0; i < 4; i++) master.acknowledge();
    expectList(station.take(), [DEACT_CON]);
    expect([station.counter('INTERROGATING'), station.counter('INTERROGATIONS')]).toEqual([0, 0]);
    expectBalanced(station);
  });

  it('and the loss of the link after it: only what was sent was offered', () => {
    const station = openStation(points(5), { k: 2, objects: 1 });
    const master = station.started();
    master.request(ACT);
    master.request(DEACT);
    master.leave();
    expect([station.counter('SIGNALS_OFFERED'), station.counter('UNSENT_LINK')]).toEqual([1, 1]);
    expectBalanced(station);
  });

  it('when none runs, also after one has ended: negative', () => {
    const station = openStation(points(1));
    const master = station.started();
    master.request(DEACT);
    expectList(station.take(), [DEACT_CON_NEGATIVE]);
    master.request(ACT);
    master.request(DEACT);
    expectList(station.take(), [CON, point(1), TERM, DEACT_CON_NEGATIVE]);
  });

  it('lets another interrogation start', () => {
    const station = openStation(points(2), { k: 2, objects: 1 });
    const master = station.started();
    master.request(ACT);
    master.request(DEACT, ACT);
    for (let i = 0; i < 6; i++) master.acknowledge();
    expectList(station.take(), [CON, point(1), DEACT_CON, CON, point(1), point(2), TERM]);
    expectBalanced(station);
  });
});

describe('refusals', () => {
  it('a second one while the first runs: actcon negative, nothing else; the first continues', () => {
    const station = openStation(points(3), { k: 2, objects: 1 });
    const master = station.started();
    master.request(ACT);
    master.request(ACT);
    for (let i = 0; i < 6; i++) master.acknowledge();
    expectList(station.take(), [CON, point(1), CON_NEGATIVE, point(2), point(3), TERM]);
    expectBalanced(station);
  });

  it('two one after the other are both answered', () => {
    const station = openStation(points(1));
    const master = station.started();
    master.request(ACT);
    master.request(ACT);
    expectList(station.take(), [CON, point(1), TERM, CON, point(1), TERM]);
  });

  it.each(['00', '01', '13', '25', '3F', '40', 'FF'])('QOI %s: actcon negative, nothing else', (qoi) => {
    const station = openStation(points(1));
    const master = station.started();
    master.request(`64 01 06 05 01 00 | 00 00 00 | ${qoi}`);
    expectList(station.take(), [`M < 64 01 47 05 01 00 | 00 00 00 | ${qoi}`]);
    expect(station.counter('INTERROGATING')).toBe(0);
  });
});

describe('the end of the connection', () => {
  it('ends it: unacknowledged signals count as unsent', () => {
    const station = openStation(points(5), { k: 3, objects: 1 });
    const master = station.started();
    master.request(ACT);
    master.acknowledge(2);
    station.take();
    master.leave();
    expect(station.counter('INTERROGATING')).toBe(0);
    // one of five was acknowledged
    expect([station.counter('SIGNALS_OFFERED'), station.counter('UNSENT_LINK')]).toEqual([5, 4]);
    expectBalanced(station);
    const next = station.connect('N');
    next.start();
    station.until(10_000);
    expectList(station.take().slice(1), ['N < 68 04 0B 00 00 00']);
  });

  it('after actterm: data that is not acknowledged is unsent', () => {
    const station = openStation(points(2), { objects: 1 });
    const master = station.started();
    master.request(ACT);
    master.acknowledge(2);
    master.leave();
    expect([station.counter('SIGNALS_ACKNOWLEDGED'), station.counter('UNSENT_LINK')]).toEqual([1, 1]);
    expectBalanced(station);
  });

  it('STOPDT aborts it, and STARTDT does not resume it', () => {
    const station = openStation(points(5), { k: 2, objects: 1 });
    const master = station.started();
    master.request(ACT);
    master.stop();
    master.acknowledge();
    // S for the request comes with the first I frame already, so only the con follows.
    expectList(station.take(), [CON, point(1), 'M < 68 04 23 00 00 00']);
    master.start();
    station.until(5_000);
    expectList(station.take(), ['M < 68 04 0B 00 00 00']);
    expectBalanced(station);
    master.request(ACT);
    for (let i = 0; i < 6; i++) master.acknowledge();
    expectList(station.take().slice(1), [CON, point(1), point(2), point(3), point(4), point(5), TERM]);
  });

  it('STOPDT drops an actcon that still waits for the window', () => {
    const station = openStation(`${points(1)}2,,1,9,1\n`, { k: 1 });
    const master = station.started();
    station.send(2);
    master.request(ACT);
    master.stop();
    master.acknowledge();
    master.start();
    station.until(1_000);
    const list = station.take();
    expect(list.filter((entry) => entry.startsWith('M < 64') || entry.startsWith('M < 01 01 14'))).toEqual(
      [],
    );
    expectBalanced(station);
  });
});
