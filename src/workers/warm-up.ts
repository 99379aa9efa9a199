/**
 * Runs the path of an index send on a made-up RTU without a socket before the first port opens, so that the engine's compiler
 * has done its work when the first send comes: cold, the last of 75 RTUs had its first signal 16 ms after the first one,
 * warm 5 ms (medians on 2 cores).
 */

import { devNull } from 'node:os';
import { basename, dirname } from 'node:path';
import { monotonicMs } from '../channel/clock.js';
import { sequenceAfter, U, writeS, writeU } from '../codec/apci.js';
import type { Files } from '../log-writer/append-files.js';
import { Outbox } from '../station/apci/outbox.js';
import { HeldMemory } from '../station/events/held-events.js';
import type { Link } from '../station/link.js';
import { LatencyRow, newLatencyCells } from '../station/measures/latency-row.js';
import type { RtuParameters } from '../station/parameters.js';
import type { SignalTable } from '../station/points/signal-table.js';
import { Rtu } from '../station/rtu.js';
import { Station } from '../station/station.js';
import { newRtuMemory, type StationHost } from '../station/station-host.js';
import { newTimeTags } from '../station/time-tag.js';
import { LogFolder } from './log-files.js';
import { nodeClock, nodeTimers } from './node-machine.js';
import { SignalLog } from './signal-log.js';

/** With fewer frames, the compiler still has work at the first send. */
const FRAMES = 12_000;
const LONGEST_MS = 100;
/** Frames that the made-up master acknowledges at a time. */
const ACKNOWLEDGED = 8;

/** Warms up with the parameters and the database of an existing RTU; leaves no traces. Never rejects. */
export async function warmUp(
  parameters: RtuParameters,
  table: SignalTable,
  signals: 'all' | 'none',
  files: Files,
): Promise<void> {
  try {
    const folder = new LogFolder({ clock: nodeClock, timers: nodeTimers, files }, dirname(devNull), () => {});
    const journal = new SignalLog({ clock: nodeClock, timers: nodeTimers }, signals, () => {});
    const host: StationHost = {
      outbox: new Outbox(),
      journal,
      sentList: undefined,
      ackLatency: new LatencyRow(newLatencyCells()),
      commandTrips: new LatencyRow(newLatencyCells()),
      timeTags: newTimeTags(),
      wallOffsetMs: 0,
      arrivedMs: (nowMs) => nowMs,
      pausedSince: () => false,
      dataAgain: () => {},
      heldMemory: new HeldMemory(0),
      wake: () => {},
      turn: () => {},
      runFinished: () => {},
      runSettled: () => {},
    };
    const fromMs = monotonicMs();
    let left = FRAMES;
    let sent: number;
    do {
      const station = new Station(parameters.rtuNumber);
      const rtu = new Rtu(
        { ...parameters, eoi: 'never', events: 'drop' },
        station,
        table,
        newRtuMemory(),
        host,
      );
      journal.attach(rtu, folder, () => basename(devNull));
      sent = sendUntilItWaits(rtu, host.outbox, left, fromMs);
      left -= sent;
    } while (sent > 0);
    journal.close();
    await folder.close();
  } catch {
    // Ignored: the warm-up only makes the first send faster.
  }
}

/** One connection and one send of all rows, as if begun at `fromMs`; returns the frames sent before a wait, a filter or the limits ended it. */
function sendUntilItWaits(rtu: Rtu, outbox: Outbox, frames: number, fromMs: number): number {
  const link = rtu.connect('127.0.0.1:1', monotonicMs());
  if (typeof link === 'string') return 0;
  const frame = new Uint8Array(6);
  writeU(frame, 0, U.STARTDT_ACT);
  link.receive(frame, frame.length, monotonicMs());
  rtu.startSend({ id: 0, index: 0, startMs: fromMs, durationMs: LONGEST_MS }, monotonicMs());
  let sent = 0;
  while (sent < frames) {
    link.pump(monotonicMs());
    link.nextDeadline();
    outbox.clear();
    const acknowledged = acknowledgeSome(link, frame);
    if (acknowledged === 0) break;
    sent += acknowledged;
  }
  link.close('SHUTDOWN', 'warm-up', monotonicMs());
  outbox.clear();
  return sent;
}

function acknowledgeSome(link: Link, frame: Uint8Array): number {
  const { session } = link;
  const count = Math.min(ACKNOWLEDGED, session.outstanding);
  writeS(frame, 0, sequenceAfter(session.acknowledgeState, count));
  link.receive(frame, frame.length, monotonicMs());
  return count;
}
