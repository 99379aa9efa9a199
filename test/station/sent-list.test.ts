/** What the sent list receives: every signal that was sent unasked, once, with its acknowledgement or loss. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SequenceNumbers } from '../../src/station/apci/session.js';
import { COUNTER } from '../../src/station/measures/counters.js';
import type { RtuParameters } from '../../src/station/parameters.js';
import type { Peer, SentList, SentTimes } from '../../src/station/ports.js';
import type { Rtu } from '../../src/station/rtu.js';
import type { SendOrder } from '../../src/station/sends/send-order.js';
import { toHex } from '../support/raw-peer.js';
import { type Master, openStation, type Station } from './station-kit.js';

const FILE = Array.from({ length: 6 }, (_, i) => `1,,30,${i + 1},1\n`).join('');
const UNACKNOWLEDGED = 'never';

/** A station with a list: `PEER IOA+IOA… written→acknowledged [tag]`, or with the ASDU if that was kept. */
function listening(csv: string, chosen: Partial<RtuParameters> = {}) {
  const station = openStation(csv);
  const told: string[] = [];
  const push = ({ peer }: Peer, what: string, { writtenMs, acknowledgedMs }: SentTimes, tag = ''): void => {
    const until = Number.isNaN(acknowledgedMs) ? UNACKNOWLEDGED : acknowledgedMs;
    told.push(`${peer.slice('10.0.0.1:'.length)} ${what} ${writtenMs}→${until}${tag}`);
  };
  const list: SentList = {
    due: () => {},
    rows: (peer, table, rows) =>
      push(
        peer,
        [...table.ioa.slice(rows.row, rows.row + rows.count)].join('+'),
        rows,
        ` tag ${rows.wallMs}`,
      ),
    asdu: (peer, asdu, times) => push(peer, `[${toHex(asdu)}]`, times),
  };
  Object.assign(station.host, { sentList: list });
  const rtu = station.add({ objects: 1, k: 3, ...chosen });
  const connect = (name: string, first?: SequenceNumbers): Master => {
    const master = station.connect(name, rtu, first);
    master.start();
    return master;
  };
  const send = (id = 1, durationMs = 0): void => {
    station.begin({ id, index: 1, startMs: station.nowMs, durationMs }, rtu);
  };
  return { station, rtu, told, connect, send };
}

describe('a frame of an index send', () => {
  it('is listed when it is acknowledged, with its own times and its time tag', () => {
    const { station, told, connect, send } = listening(FILE);
    station.host.wallOffsetMs = 5_000;
    const master = connect('A');
    station.nowMs = 10;
    send();
    station.nowMs = 20;
    master.acknowledge(2);
    expect(told).toEqual(['A 1 10→20 tag 5010', 'A 2 10→20 tag 5010']);
    station.nowMs = 35;
    master.acknowledge();
    expect(told.slice(2)).toEqual(['A 3 10→35 tag 5010', 'A 4 20→35 tag 5020', 'A 5 20→35 tag 5020']);
  });

  it('with several rows is listed as one', () => {
    const { told, connect, send } = listening(FILE, { objects: 'max' });
    const master = connect('A');
    send();
    master.acknowledge();
    expect(told).toEqual(['A 1+2+3+4+5+6 0→0 tag 0']);
  });

  it('that is never acknowledged is listed when its link ends; one that was not sent is never listed', () => {
    const { station, told, connect, send } = listening(FILE);
    const master = connect('A');
    send();
    station.nowMs = 7;
    master.acknowledge(1);
    station.nowMs = 9;
    master.leave();
    expect(told).toEqual(['A 1 0→7 tag 0', 'A 2 0→never tag 0', 'A 3 0→never tag 0', 'A 4 7→never tag 7']);
  });

  it('that is acknowledged after STOPDT is listed as acknowledged', () => {
    const { station, told, connect, send } = listening(FILE);
    const master = connect('A');
    send();
    master.stop();
    station.nowMs = 50;
    master.acknowledge();
    master.leave();
    expect(told).toEqual(['A 1 0→50 tag 0', 'A 2 0→50 tag 0', 'A 3 0→50 tag 0']);
  });

  it('is listed once when N(S) wraps', () => {
    const { told, connect, send } = listening(FILE);
    const master = connect('A', { send: 32_766, receive: 0 });
    send();
    master.acknowledge(2);
    master.leave();
    expect(told.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'A 1',
      'A 2',
      'A 3',
      'A 4',
      'A 5',
    ]);
    expect(told.filter((line) => line.includes(UNACKNOWLEDGED))).toHaveLength(3);
  });
});

describe('a takeover', () => {
  it('lists both writings of a frame that was sent again', () => {
    const { station, told, connect, send } = listening(FILE);
    connect('A');
    send();
    station.nowMs = 100;
    const b = connect('B');
    // A's master may have seen them.
    const first = ['A 1 0→never tag 0', 'A 2 0→never tag 0', 'A 3 0→never tag 0'];
    expect(told).toEqual(first);
    station.nowMs = 130;
    b.acknowledge();
    // Sent again at 100, tagged at 0.
    expect(told).toEqual([...first, 'B 1 100→130 tag 0', 'B 2 100→130 tag 0', 'B 3 100→130 tag 0']);
  });

  it('lists a frame that was to be sent again but was not, as lost', () => {
    const { station, rtu, told, connect, send } = listening(FILE, { eoi: 'every' });
    connect('A').acknowledge();
    send();
    station.nowMs = 100;
    // End of initialization, 1 and 2 fill the window; 3 waits when B ends.
    const b = connect('B');
    expect(b.received).toBe(3);
    station.nowMs = 150;
    b.leave();
    expect(told.sort()).toEqual([
      'A 1 0→never tag 0',
      'A 2 0→never tag 0',
      'A 3 0→never tag 0',
      'B 1 100→never tag 0',
      'B 2 100→never tag 0',
    ]);
    expect(rtu.counters[COUNTER.SIGNALS_SENT]).toBe(3);
  });

  it('lists events and walked values the same way, also after two takeovers in a row', () => {
    const { station, rtu, told, connect } = listening('1,,11,1,100\n9,,1,10,0\n9,,45,500,10\n', {
      eoi: 'every',
      k: 3,
    });
    const a = connect('A');
    a.acknowledge();
    const walk = { seed: 1, percent: 5 };
    station.take();
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0, walk }, rtu);
    const [scaled] = station.take().map((entry) => entry.slice(4));
    a.request('2D 01 06 00 01 00 | F4 01 00 | 01');
    // The value, actcon, the status; actterm waits.
    station.nowMs = 100;
    const b = connect('B');
    expect(b.received).toBe(3);
    station.nowMs = 200;
    const c = connect('C');
    expect(c.received).toBe(3);
    station.nowMs = 300;
    // Nothing was left to be sent again: end of initialization, value and status.
    c.leave();
    // The status was return information to A, which had commanded.
    expect(told.sort()).toEqual([
      'A [01 01 0B 00 01 00 0A 00 00 01] 0→never',
      `A [${scaled}] 0→never`,
      'B [01 01 03 00 01 00 0A 00 00 01] 100→never',
      `B [${scaled}] 100→never`,
      'C [01 01 03 00 01 00 0A 00 00 01] 200→never',
      `C [${scaled}] 200→never`,
    ]);
  });

  it('lists frames that still waited for the window when the link ended', () => {
    const { station, told, connect, send } = listening(FILE, { eoi: 'every', k: 2 });
    const a = connect('A');
    a.acknowledge();
    send();
    station.nowMs = 100;
    const b = connect('B');
    expect(b.received).toBe(2);
    station.nowMs = 200;
    // 1 was sent on B at 100, 2 on A at 0; C has room for its end of initialization and for 1.
    connect('C').leave();
    expect(told.sort()).toEqual([
      'A 1 0→never tag 0',
      'A 2 0→never tag 0',
      'B 1 100→never tag 0',
      'C 1 200→never tag 0',
    ]);
  });
});

describe('the list', () => {
  it('has no answers: interrogations, reads, confirmations', () => {
    const { told, connect } = listening('1,Y,1,10,1\n1,Y,15,11,5\n1,,45,500,\n', { k: 12 });
    const master = connect('A');
    master.request(
      '64 01 06 00 01 00 | 00 00 00 | 14',
      '65 01 06 00 01 00 | 00 00 00 | 05',
      '66 01 05 00 01 00 | 0A 00 00',
      '2D 01 06 00 01 00 | F4 01 00 | 01',
    );
    master.acknowledge();
    master.acknowledge();
    expect(told).toEqual([]);
  });

  it('has no lost answer to a read', () => {
    const { told, connect } = listening('1,Y,1,10,1\n');
    const master = connect('A');
    master.request('66 01 05 00 01 00 | 0A 00 00');
    master.leave();
    expect(told).toEqual([]);
  });

  it('has status signals, for each connection that they go to', () => {
    const { station, told, connect } = listening('1,Y,1,10,0\n1,,45,500,10\n', { k: 12, group: 'each' });
    const a = connect('A');
    const b = connect('B');
    station.nowMs = 10;
    a.request('2D 01 06 00 01 00 | F4 01 00 | 01');
    station.nowMs = 20;
    b.acknowledge();
    a.leave();
    // COT 0B return information to the commanding one, 03 to the other
    expect(told).toEqual([
      'B [01 01 03 00 01 00 0A 00 00 01] 10→20',
      'A [01 01 0B 00 01 00 0A 00 00 01] 10→never',
    ]);
  });

  it('has the values that went out when values walk', () => {
    const { station, rtu, told, connect } = listening('1,,11,1,100\n1,,1,2,1\n1,,34,3,0\n');
    const master = connect('A');
    station.take();
    const walk = { seed: 1, percent: 5 };
    station.begin({ id: 1, index: 1, startMs: 0, durationMs: 0, walk }, rtu);
    const [scaled, , normalized] = station.take().map((entry) => entry.slice(4));
    expect(scaled).not.toContain('01 00 00 64 00 00');
    station.nowMs = 4;
    master.acknowledge();
    expect(told).toEqual([`A [${scaled}] 0→4`, 'A 2 0→4 tag 0', `A [${normalized}] 0→4`]);
  });
});

describe('whatever happens', () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        rate: fc.constantFrom(0, 3, 40),
        walk: fc.boolean(),
        durationMs: fc.constantFrom(0, 0, 600),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('acknowledge' as const),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 400 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('stopdt' as const, 'startdt' as const, 'lose' as const, 'stop' as const),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('takeover' as const, 'command' as const) }) },
  );
  const DATABASE = `
1,,1,1,1
1,,34,2,0.5
1,,11,3,7,0.2
1,,30,4,1,,9
1,,30,5,1,,,107,,,150
1,,13,6,1
9,,1,10,0
9,,45,500,10
`;

  it('every writing of a signal is listed once, and as many as were acknowledged are listed as acknowledged', () => {
    let again = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 5),
        fc.constantFrom(1, 'max' as const),
        fc.constantFrom('never' as const, 'every' as const),
        fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }),
        (k, objects, eoi, steps) => {
          const { station, rtu, told, connect } = listening(DATABASE, { k, objects, eoi, connections: 2 });
          let master = connect('0');
          for (const [i, each] of steps.entries()) {
            if (each.do === 'send') begin(station, rtu, i + 1, each);
            else if (each.do === 'acknowledge') acknowledgeShare(master, each.share);
            else if (each.do === 'pass') station.until(station.nowMs + each.ms);
            else if (each.do === 'stopdt') master.stop();
            else if (each.do === 'startdt') master.start();
            else if (each.do === 'lose') master.leave();
            else if (each.do === 'stop') rtu.stopSend(0, station.nowMs);
            else if (each.do === 'takeover' && master.link.isStarted) master = connect(String(i));
            else if (master.link.isStarted) master.request('2D 01 06 00 01 00 | F4 01 00 | 01');
            if (master.link.closeReason !== undefined) master = connect(String(i));
            // A sent signal is listed or still open, and a signal of an outstanding frame is not listed yet.
            const { counters } = rtu;
            expect(counters[COUNTER.OUTSTANDING]).toBe(master.link.session.outstanding);
            expect(signals(told)).toBeLessThanOrEqual(written(counters));
          }
          rtu.stopSend(0, station.nowMs);
          if (steps.length % 2 === 0)
            for (let i = 0; i < 60 && master.link.session.outstanding > 0; i++) acknowledgeShare(master, 1);
          master.leave();
          const { counters } = rtu;
          expect(signals(told)).toBe(written(counters));
          const acknowledged = told.filter((line) => !line.includes(UNACKNOWLEDGED));
          expect(signals(acknowledged)).toBe(counters[COUNTER.SIGNALS_ACKNOWLEDGED]);
          expect(counters[COUNTER.ACK_COUNT]).toBe(total(rtu));
          const settled =
            counters[COUNTER.SIGNALS_ACKNOWLEDGED] +
            counters[COUNTER.UNSENT_LINK] +
            counters[COUNTER.UNSENT_ENDED] +
            counters[COUNTER.UNSENT_FILTER];
          expect(settled).toBe(counters[COUNTER.SIGNALS_OFFERED]);
          expect([
            counters[COUNTER.OLDEST_SENT_AT_MS],
            counters[COUNTER.STALLED_SINCE_MS],
            counters[COUNTER.RUNS],
          ]).toEqual([0, 0, 0]);
          again += counters[COUNTER.SIGNALS_RESENT];
          for (const counts of [...station.settled.values()].flat())
            expect(counts.offered).toBe(
              counts.acknowledged + counts.unsentLink + counts.unsentEnded + counts.unsentFilter,
            );
        },
      ),
      { numRuns: 250, seed: 104 },
    );
    expect(again).toBeGreaterThan(100);
  });
});

function begin(
  station: Station,
  rtu: Rtu,
  id: number,
  how: { rate: number; walk: boolean; durationMs: number },
): void {
  const order: SendOrder = { id, index: 1, startMs: station.nowMs, durationMs: how.durationMs };
  if (how.rate > 0) order.ratePerRtu = how.rate;
  if (how.walk) order.walk = { seed: 1, percent: 3 };
  station.begin(order, rtu);
}

/** Acknowledges this share of the outstanding frames if the state of the link allows it. */
function acknowledgeShare(master: Master, share: number): void {
  const { session } = master.link;
  if (session.state !== 'stopped') master.acknowledge(Math.round(share * session.outstanding));
}

/** Signals that were written, those sent again once more. */
function written(counters: Float64Array): number {
  return counters[COUNTER.SIGNALS_SENT] + counters[COUNTER.SIGNALS_RESENT];
}

/** Signals in lines of the list. */
function signals(told: readonly string[]): number {
  let count = 0;
  for (const line of told) {
    const asdu = /\[\w\w (\w\w)/.exec(line);
    count += asdu === null ? line.split(' ')[1].split('+').length : Number.parseInt(asdu[1], 16);
  }
  return count;
}

/** Frames in the RTU's histogram. */
function total({ ackLatency }: Rtu): number {
  const { from, end } = ackLatency.span;
  let frames = 0;
  for (let bucket = from; bucket < end; bucket++) frames += ackLatency.count(bucket);
  return frames;
}
