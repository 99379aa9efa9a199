/** The index sends of a shard: what it reports of each, and when (`docs/behaviour.md` §4). */
import { beforeEach, describe, expect, it } from 'vitest';
import { SendTable } from '../../src/channel/send-table.js';
import type { ShardEvent } from '../../src/channel/shard-protocol.js';
import type { SendStart } from '../../src/station/sends/rtu-sends.js';
import type { SendOrder } from '../../src/station/sends/send-order.js';
import { type SendingRtu, Sends } from '../../src/workers/sends.js';

const ORDER: SendOrder = { id: 7, index: 1, startMs: 0, durationMs: 0 };

let posted: ShardEvent[];
let table: SendTable;
let sends: Sends;
let nowMs: number;

/** An RTU on which the send starts so, after this time. */
function rtu(outcome: SendStart['outcome'], runs: number, takesMs = 0): SendingRtu {
  return {
    startSend: () => {
      nowMs += takesMs;
      return { outcome, runs };
    },
  };
}

/** Starts `ORDER`; to write the first frames of an RTU takes 1 ms. */
function start(...rtus: SendingRtu[]): void {
  sends.start(
    ORDER,
    rtus,
    () => nowMs,
    () => nowMs++,
  );
}

const kinds = (): string[] => posted.map(({ kind }) => kind);

beforeEach(() => {
  posted = [];
  nowMs = 100;
  table = SendTable.allocate(1);
  sends = new Sends(0, table, (event) => posted.push(event));
});

describe('a send', () => {
  it('has started when the first frames of the first and of the last RTU were written', () => {
    start(rtu('missing', 0, 10), rtu('running', 1, 10), rtu('running', 2, 10), rtu('running', 1, 10));
    // 10 + 10 ms and the writing, then 11 ms for each of the others.
    expect(posted).toMatchObject([{ kind: 'send-started', id: 7, firstWriteMs: 121, lastWriteMs: 143 }]);
  });

  it('that no RTU can start was written nowhere, and is over at once', () => {
    start(rtu('missing', 0), rtu('not-started', 0), rtu('not-started', 0));
    expect(kinds()).toEqual(['send-started', 'send-finished', 'send-settled']);
    expect(posted[0]).toMatchObject({ firstWriteMs: Number.NaN, lastWriteMs: Number.NaN });
    for (const event of posted) {
      expect(event).toMatchObject({ id: 7, totals: { running: 0, missing: 1, notStarted: 2 } });
    }
  });

  it('has finished when its last run can send no more, and settled when its last signal is accounted for', () => {
    start(rtu('running', 2), rtu('running', 1));
    expect(posted).toMatchObject([
      { kind: 'send-started', totals: { running: 2, missing: 0, notStarted: 0 } },
    ]);
    sends.finished(ORDER);
    sends.finished(ORDER);
    sends.settled(ORDER);
    sends.settled(ORDER);
    expect(kinds()).toEqual(['send-started']);
    sends.finished(ORDER);
    expect(kinds()).toEqual(['send-started', 'send-finished']);
    sends.settled(ORDER);
    expect(kinds()).toEqual(['send-started', 'send-finished', 'send-settled']);
    expect(posted[2]).toMatchObject({ id: 7, totals: { running: 2 } });
  });

  it('whose runs end while others start is over only when all were started', () => {
    const ends: SendingRtu = {
      startSend: () => {
        // A run of the RTU before.
        sends.finished(ORDER);
        sends.settled(ORDER);
        return { outcome: 'running', runs: 1 };
      },
    };
    start(rtu('running', 1), ends);
    expect(kinds()).toEqual(['send-started']);
    sends.finished(ORDER);
    sends.settled(ORDER);
    expect(kinds()).toEqual(['send-started', 'send-finished', 'send-settled']);
  });

  it('whose runs all end while they start is over after it has started', () => {
    sends.start(
      ORDER,
      [rtu('running', 1)],
      () => nowMs,
      () => {
        sends.finished(ORDER);
        sends.settled(ORDER);
      },
    );
    expect(kinds()).toEqual(['send-started', 'send-finished', 'send-settled']);
  });

  it('that has sent all before it started, but waits for acknowledgements, is settled later', () => {
    sends.start(
      ORDER,
      [rtu('running', 1)],
      () => nowMs,
      () => sends.finished(ORDER),
    );
    expect(kinds()).toEqual(['send-started', 'send-finished']);
    sends.settled(ORDER);
    expect(kinds()).toEqual(['send-started', 'send-finished', 'send-settled']);
  });

  it('is seen in the table while it is open, and not afterwards', () => {
    start(rtu('running', 1), rtu('missing', 0));
    expect(table.find(0, 7)).toMatchObject({ running: 1, missing: 1 });
    sends.finished(ORDER);
    sends.settled(ORDER);
    expect(table.find(0, 7)).toBeUndefined();
    // Nothing of it is left here either.
    sends.finished(ORDER);
    sends.settled(ORDER);
    expect(posted).toHaveLength(3);
  });

  it('that is stopped before its start ends with nothing counted', () => {
    sends.cancelled(8);
    expect(posted).toMatchObject([
      { kind: 'send-finished', id: 8, totals: { running: 0, offered: 0 } },
      { kind: 'send-settled', id: 8, totals: { running: 0, offered: 0 } },
    ]);
  });
});
