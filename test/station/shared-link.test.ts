/** One connection that several RTUs share: each answers to its own CA (`docs/behaviour.md` §1, shared ports). */
import { describe, expect, it } from 'vitest';
import type { RtuParameters } from '../../src/station/parameters.js';
import { expectList, openStation, tableOf } from './station-kit.js';

const START_CON = 'M < 68 04 0B 00 00 00';

/** `count` interrogated single points, ON, from IOA 1. */
const points = (count: number) => Array.from({ length: count }, (_, i) => `1,Y,1,${i + 1},1\n`).join('');
/** A single point, ON: its COT, CA and IOA. */
const point = (cot: string, ca: number, ioa: number) => `M < 01 01 ${cot} 00 0${ca} 00 | 0${ioa} 00 00 01`;
const EVENT = '03';
const INTERROGATED = '14';

/** RTUs with the CAs 1 and 2, and a master with a connection to both. */
function openTwo(csv: string, parameters: Partial<RtuParameters> = {}, secondCsv = csv) {
  const station = openStation(csv, parameters);
  const second = station.add({ ...parameters, rtuNumber: 2 }, tableOf(secondCsv));
  const share = (name: string) => station.share(name, [station.rtu, second]);
  const started = (name = 'M') => {
    const master = share(name);
    master.start();
    station.take();
    return master;
  };
  return { station, second, share, started };
}

describe('requests', () => {
  it('go to the RTU of their CA', () => {
    const { station, started } = openTwo(points(1));
    const master = started();
    master.request('64 01 06 00 02 00 | 00 00 00 | 14');
    expectList(station.take(), [
      'M < 64 01 07 00 02 00 | 00 00 00 | 14',
      point(INTERROGATED, 2, 1),
      'M < 64 01 0A 00 02 00 | 00 00 00 | 14',
    ]);
  });

  it('to the global CA go to all, and each answers under its own', () => {
    const { station, second, started } = openTwo(points(1), {}, '');
    const master = started();
    master.request('64 01 06 00 FF FF | 00 00 00 | 14');
    expect(new Set(station.take())).toEqual(
      new Set([
        'M < 64 01 07 00 01 00 00 00 00 14',
        point(INTERROGATED, 1, 1).replaceAll(' |', ''),
        'M < 64 01 0A 00 01 00 00 00 00 14',
        'M < 64 01 07 00 02 00 00 00 00 14',
        'M < 64 01 0A 00 02 00 00 00 00 14',
      ]),
    );
    // one frame came; three and two went out
    expect([station.counter('I_RECEIVED'), station.counter('I_RECEIVED', second)]).toEqual([1, 0]);
    expect([station.counter('I_SENT'), station.counter('I_SENT', second)]).toEqual([3, 2]);
  });

  it('to the global CA that may not be are refused once: a command, with COT 46', () => {
    const { station, started } = openTwo('1,,45,9,1\n');
    started().request('2D 01 06 00 FF FF | 09 00 00 | 01');
    expectList(station.take(), ['M < 2D 01 6E 00 FF FF | 09 00 00 | 01']);
  });

  it('to a CA that none has are refused once, and the CAs of the connection are named', () => {
    const { station, second, started } = openTwo(points(1));
    started().request('64 01 06 00 00 02 | 00 00 00 | 14');
    expectList(station.take(), ['M < 64 01 6E 00 00 02 | 00 00 00 | 14']);
    expect([station.counter('FOREIGN_CA'), station.counter('FOREIGN_CA', second)]).toEqual([1, 0]);
    const warnings = station.log.filter(({ event }) => event === 'warning').map(({ detail }) => detail);
    expect(warnings).toEqual([
      'the master asks for CA 512, this connection serves the CAs 1, 2: its octets are swapped',
    ]);
  });

  it('too short for a CA end the connection for all', () => {
    const { station, second, started } = openTwo(points(1));
    const master = started();
    master.raw('68 09 00 00 00 00 64 01 06 00 02');
    expectList(station.take(), ['M ! MALFORMED_ASDU']);
    expect([station.counter('CONNECTIONS'), station.counter('CONNECTIONS', second)]).toEqual([0, 0]);
  });

  it('of an unknown type to the global CA are refused once, with COT 44', () => {
    const { station, started } = openTwo(points(1));
    started().request('C8 01 06 00 FF FF | 00 00 00');
    expectList(station.take(), ['M < C8 01 6C 00 01 00 | 00 00 00']);
  });

  it('to the global CA reach nobody more when the first RTU has ended the connection', () => {
    const { station, second, started } = openTwo(points(1), { k: 1 });
    const master = started();
    // The window takes the first answer; 10,000 may wait.
    const test = '6B 01 06 00 01 00 | 00 00 00 | 05 00 | 00 00 00 00 00 00 00';
    for (let sent = 0; sent < 10_001; sent++) master.request(test);
    station.take();
    master.request('64 01 06 00 FF FF | 00 00 00 | 14');
    expectList(station.take(), ['M ! REPLIES_OVERFLOW']);
    expect([station.counter('INTERROGATING'), station.counter('INTERROGATING', second)]).toEqual([0, 0]);
  });

  it('a command changes the point of its own RTU alone', () => {
    const { station, started } = openTwo('1,,45,9,1,0,1,1\n1,,1,1,0\n');
    started().request('2D 01 06 00 02 00 | 09 00 00 | 01');
    const list = station.take();
    expect(list.slice(0, 1)).toEqual(['M < 2D 01 07 00 02 00 09 00 00 01']);
    expect(list.filter((entry) => !/^M < .. 01 .. 00 02 00 /.test(entry))).toEqual([]);
  });
});

describe('the window', () => {
  it('is one for all: k counts the frames of every RTU, and they take turns', () => {
    const { station, second, started } = openTwo(points(3), { k: 4, objects: 1 });
    const master = started();
    const order = { id: 1, index: 1, startMs: 0, durationMs: 0 };
    station.rtu.startSend(order, 0);
    station.begin(order, second);
    expectList(station.take(), [
      point(EVENT, 2, 1),
      point(EVENT, 1, 1),
      point(EVENT, 2, 2),
      point(EVENT, 1, 2),
    ]);
    expect([station.counter('OUTSTANDING'), station.counter('OUTSTANDING', second)]).toEqual([2, 2]);
    // N(S) 0 and 1: one of each
    master.acknowledge(2);
    expect([
      station.counter('SIGNALS_ACKNOWLEDGED'),
      station.counter('SIGNALS_ACKNOWLEDGED', second),
    ]).toEqual([1, 1]);
    master.acknowledge();
    master.acknowledge();
    for (const rtu of [station.rtu, second]) {
      expect(station.counter('SIGNALS_ACKNOWLEDGED', rtu)).toBe(3);
      expect(station.counter('OUTSTANDING', rtu)).toBe(0);
      expect(station.counter('SIGNALS_OUTSTANDING', rtu)).toBe(0);
      expect(station.counter('OLDEST_SENT_AT_MS', rtu)).toBe(0);
    }
  });

  it('an acknowledgement of frames of one RTU is one', () => {
    const { station, second, started } = openTwo(points(3), { objects: 1 });
    const master = started();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0 }, second);
    master.acknowledge(2);
    expect([station.counter('ACKS'), station.counter('ACKS', second)]).toEqual([0, 1]);
    expect(station.counter('ACK_COUNT', second)).toBe(2);
  });

  it('is all of the RTU that alone has something to send', () => {
    const { station, started } = openTwo(points(4), { k: 3, objects: 1 });
    started();
    station.send(1);
    expectList(station.take(), [point(EVENT, 1, 1), point(EVENT, 1, 2), point(EVENT, 1, 3)]);
  });

  it('answers of one RTU go before the events of another', () => {
    const { station, started } = openTwo(points(4), { k: 2, objects: 1 });
    const master = started();
    station.send(1);
    expectList(station.take(), [point(EVENT, 1, 1), point(EVENT, 1, 2)]);
    master.request('67 01 06 00 02 00 | 00 00 00 | 00 00 00 00 41 01 46');
    master.acknowledge(1);
    const [answer] = station.take();
    expect(answer).toMatch(/^M < 67 01 07 00 02 00 /);
  });

  it('a connection that ends counts what each RTU had not acknowledged', () => {
    const { station, second, started } = openTwo(points(3), { k: 3, objects: 1 });
    const master = started();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0 }, second);
    master.acknowledge(1);
    master.leave();
    const of = (rtu: typeof second) => ({
      acknowledged: station.counter('SIGNALS_ACKNOWLEDGED', rtu),
      unsent: station.counter('UNSENT_LINK', rtu),
      outstanding: station.counter('OUTSTANDING', rtu),
      disconnects: station.counter('DISCONNECTS', rtu),
    });
    expect(of(second)).toEqual({ acknowledged: 1, unsent: 2, outstanding: 0, disconnects: 1 });
    expect(of(station.rtu)).toEqual({ acknowledged: 0, unsent: 0, outstanding: 0, disconnects: 1 });
  });
});

describe('the connection', () => {
  it('is one of each RTU: connects, STARTDT, test frames and octets', () => {
    const { station, second, share } = openTwo(points(1), { eoi: 'start' });
    const master = share('M');
    master.start();
    // Each RTU has an end of initialization of its own: 70 = 46, COT 4, COI 0.
    expectList(station.take(), [
      START_CON,
      'M < 46 01 04 00 01 00 | 00 00 00 | 00',
      'M < 46 01 04 00 02 00 | 00 00 00 | 00',
    ]);
    master.raw('68 04 43 00 00 00');
    expectList(station.take(), ['M < 68 04 83 00 00 00']);
    for (const rtu of [station.rtu, second]) {
      expect(station.counter('CONNECTIONS', rtu)).toBe(1);
      expect(station.counter('STARTED', rtu)).toBe(1);
      expect(station.counter('TEST_FRAMES', rtu)).toBe(1);
    }
    expect([station.counter('OCTETS_RECEIVED'), station.counter('OCTETS_RECEIVED', second)]).toEqual([12, 0]);
  });

  it('a second one takes over what every RTU had on the first, in order', () => {
    const { station, second, share, started } = openTwo(points(2), { k: 4, objects: 1 });
    const first = started('A');
    const order = { id: 1, index: 1, startMs: 0, durationMs: 0 };
    station.rtu.startSend(order, 0);
    station.begin(order, second);
    first.acknowledge(1);
    station.take();
    share('B').start();
    // Of CA 2 the first was acknowledged.
    expectList(station.take(), [
      'B < 68 04 0B 00 00 00',
      'A ! REPLACED',
      point(EVENT, 1, 1).replace('M', 'B'),
      point(EVENT, 1, 2).replace('M', 'B'),
      point(EVENT, 2, 2).replace('M', 'B'),
    ]);
    expect([station.counter('TAKEOVERS'), station.counter('TAKEOVERS', second)]).toEqual([1, 1]);
    expect([station.counter('UNSENT_LINK'), station.counter('UNSENT_LINK', second)]).toEqual([0, 0]);
  });

  it('ends by t1 for all, whoever sent the frame', () => {
    const { station, second, started } = openTwo(points(1), { t1Ms: 15_000 });
    started();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0 }, second);
    station.take();
    station.until(15_000);
    expectList(station.take(), ['@15000', 'settled 1 complete', 'M ! T1_I_FRAME']);
    expect([station.counter('STARTED'), station.counter('STARTED', second)]).toEqual([0, 0]);
  });

  it('t1 runs from when the socket got the frames, if that was late', () => {
    const { station, second, started } = openTwo(points(1), { t1Ms: 15_000 });
    const { link } = started();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0 }, second);
    const before = station.counter('OCTETS_SENT');
    link.written(6, 100);
    expect(station.counter('OCTETS_SENT') - before).toBe(6);
    station.take();
    station.until(15_099);
    expectList(station.take(), []);
    station.until(15_100);
    expect(station.take()).toContain('M ! T1_I_FRAME');
  });

  it('that ends before its first octet is unheard for all; what comes behind its end is not counted', () => {
    const { station, second, share } = openTwo(points(1));
    const unheard = () => [station.counter('CLOSED_UNHEARD'), station.counter('CLOSED_UNHEARD', second)];
    share('A').leave();
    expect(unheard()).toEqual([1, 1]);
    const heard = share('B');
    heard.start();
    heard.leave();
    expect(unheard()).toEqual([1, 1]);
    heard.raw('68 04 43 00 00 00');
    expect(station.counter('OCTETS_RECEIVED')).toBe(6);
  });

  it('tells a confirmation that it did not expect in the log of the first RTU', () => {
    const { station, started } = openTwo(points(1));
    started().raw('68 04 0B 00 00 00');
    expect(station.log.filter(({ event }) => event === 'unexpected').map(({ detail }) => detail)).toEqual([
      'STARTDT CON, not expected',
    ]);
  });

  it('STOPDT stops all, and is confirmed when the frames of all are acknowledged', () => {
    const { station, second, started } = openTwo(points(3), { k: 2, objects: 1 });
    const master = started();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0 }, second);
    station.take();
    master.stop();
    expectList(station.take(), ['finished 1 link']);
    master.acknowledge();
    expectList(station.take(), ['settled 1 link', 'M < 68 04 23 00 00 00']);
    expect(station.counter('UNSENT_LINK', second)).toBe(1);
  });

  it('stays when one RTU is reset: it ends what it does, and sends its end of initialization with COI 2', () => {
    const { station, second, started } = openTwo(points(3), {
      ...{ k: 3, objects: 1, eoi: 'start', reset: 'restart' },
    });
    const master = started();
    master.acknowledge();
    // It would go on for a minute, and has the window full.
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 60_000 }, second);
    station.take();
    // 105 = 69, QRP 1
    master.request('69 01 06 00 02 00 | 00 00 00 | 01');
    expectList(station.take(), []);
    master.acknowledge(1);
    expectList(station.take(), ['M < 69 01 07 00 02 00 | 00 00 00 | 01', 'finished 1 link']);
    master.acknowledge(1);
    expectList(station.take(), ['M < 46 01 04 00 02 00 | 00 00 00 | 02']);
    expect(station.counter('STARTED')).toBe(1);
    expect(station.counter('STARTED', second)).toBe(1);
  });

  it('has the oldest frame without acknowledgement of each RTU', () => {
    const { station, second, started } = openTwo(points(1));
    const master = started();
    station.nowMs = 500;
    station.begin({ id: 1, index: 1, startMs: 500, durationMs: 0 }, second);
    station.nowMs = 900;
    station.begin({ id: 2, index: 1, startMs: 900, durationMs: 0 });
    const oldest = () => [station.counter('OLDEST_SENT_AT_MS'), station.counter('OLDEST_SENT_AT_MS', second)];
    expect(oldest()).toEqual([500, 500]);
    master.acknowledge(1);
    expect(oldest()).toEqual([900, 0]);
    master.acknowledge();
    expect(oldest()).toEqual([0, 0]);
  });

  it('sends no end of initialization after a reset with eoi=never, nor where it is not started', () => {
    const never = openTwo(points(1), { reset: 'restart', eoi: 'never' });
    never.started();
    never.second.restart(0);
    expect(never.station.take()).toEqual([]);

    const stopped = openTwo(points(1), { reset: 'restart', eoi: 'every' });
    stopped.share('M');
    stopped.second.restart(0);
    expect(stopped.station.take()).toEqual([]);
  });

  it('has no more than the RTUs admit', () => {
    const { station, share } = openTwo(points(1), { connections: 1 });
    share('A');
    expect(station.rtu.refuseMore('10.0.0.9:1')).toBe('1 connections are open already');
  });
});
