/**
 * Cost of a link without its socket: acknowledgement in → window refilled, request in → confirmation, interrogation of 300
 * points. Compared with copying the octets sent, in the same run. `node build/session.js [--quick]`.
 */
import { Bench } from 'tinybench';
import {
  APCI_OCTETS,
  nextSequence,
  sequenceAfter,
  U,
  writeIHeader,
  writeS,
  writeU,
} from '../dist/codec/apci.js';
import { encodeAsdu } from '../dist/codec/asdu.js';
import { cp56FromWallMs } from '../dist/codec/cp56.js';
import { compileTable } from '../dist/config/database/compile-table.js';
import { parseIoaFile } from '../dist/config/database/parse.js';
import { DEFAULT_RTU_SETTINGS } from '../dist/config/rtu-fields.js';
import { Outbox } from '../dist/station/apci/outbox.js';
import { HeldMemory } from '../dist/station/events/held-events.js';
import type { Link } from '../dist/station/link.js';
import { LatencyRow, newLatencyCells } from '../dist/station/measures/latency-row.js';
import type { Journal } from '../dist/station/ports.js';
import { Rtu } from '../dist/station/rtu.js';
import { Station } from '../dist/station/station.js';
import { newRtuMemory, type StationHost } from '../dist/station/station-host.js';
import { newTimeTags } from '../dist/station/time-tag.js';
import { csvLine } from './samples/csv.js';

const POINTS = 300;
const K = 12;
/** The master's w. */
const W = 8;
const CA = 1;
const FLOOD_MS = 1e12;

type Objects = 1 | 'max';

/** 300 timed single points of index 1, all reported by an interrogation. */
function database(): string {
  const rows = Array.from({ length: POINTS }, (_, i) => csvLine([1, 'Y', 30, i + 1, i % 2, 0]));
  return `${rows.join('\n')}\n`;
}

/** An RTU with one started link, and the sequence numbers of the master's end. */
class Stage {
  readonly link: Link;
  private readonly outbox = new Outbox();
  private readonly rtu: Rtu;
  private readonly frame = new Uint8Array(256);
  private sendState = 0;
  private nowMs = 0;

  constructor(objects: Objects) {
    const table = compileTable(parseIoaFile(database(), 'bench.csv'), 1);
    const journal: Journal = { sent: () => {}, sentAsdu: () => {}, interrogated: () => {}, event: () => {} };
    const host: StationHost = {
      outbox: this.outbox,
      journal,
      sentList: undefined,
      ackLatency: new LatencyRow(newLatencyCells()),
      commandTrips: new LatencyRow(newLatencyCells()),
      timeTags: newTimeTags(),
      wallOffsetMs: 1_800_000_000_000,
      arrivedMs: (nowMs) => nowMs,
      pausedSince: () => false,
      dataAgain: () => {},
      heldMemory: new HeldMemory(0),
      turn: () => {},
      wake: () => {},
      runFinished: () => {},
      runSettled: () => {},
    };
    const definition = { ...DEFAULT_RTU_SETTINGS, rtuNumber: CA, k: K, objects, eoi: 'never' as const };
    this.rtu = new Rtu(definition, new Station(CA), table, newRtuMemory(), host);
    const link = this.rtu.connect('127.0.0.1:1', 0);
    if (typeof link === 'string') throw new Error(link);
    this.link = link;
    writeU(this.frame, 0, U.STARTDT_ACT);
    this.receive(APCI_OCTETS);
    this.outbox.clear();
  }

  /** Opens a send that never ends and fills the window. */
  flood(): this {
    this.rtu.startSend({ id: 1, index: 1, startMs: 0, durationMs: FLOOD_MS }, this.nowMs);
    this.link.pump(this.nowMs);
    this.outbox.clear();
    return this;
  }

  /** Acknowledges the oldest `count` frames with an S frame; returns the number of octets sent. */
  acknowledge(count: number): number {
    writeS(this.frame, 0, sequenceAfter(this.link.session.acknowledgeState, count));
    return this.receive(APCI_OCTETS);
  }

  /** Sends a request that also acknowledges everything; returns the number of octets sent. */
  request(asdu: Uint8Array): number {
    writeIHeader(this.frame, 0, asdu.length, this.sendState, this.link.session.sendState);
    this.frame.set(asdu, APCI_OCTETS);
    this.sendState = nextSequence(this.sendState);
    return this.receive(APCI_OCTETS + asdu.length);
  }

  /** A whole interrogation, acknowledged by w; returns the number of octets sent. */
  interrogate(asdu: Uint8Array): number {
    let octets = this.request(asdu);
    while (this.link.session.outstanding > 0) {
      octets += this.acknowledge(Math.min(W, this.link.session.outstanding));
    }
    return octets;
  }

  private receive(length: number): number {
    this.nowMs += 0.01;
    this.link.receive(this.frame, length, this.nowMs);
    this.link.pump(this.nowMs);
    const octets = this.outbox.length;
    this.outbox.clear();
    if (this.link.closeReason !== undefined) throw new Error(this.link.closeReason.detail);
    return octets;
  }
}

/** A piece of work and how much it sends. */
interface Work {
  name: string;
  frames: number;
  /** Does it once; returns the number of octets sent. */
  run: () => number;
}

function works(): Work[] {
  const interrogation = encodeAsdu({
    typeId: 100,
    cot: 6,
    ca: CA,
    objects: [{ ioa: 0, value: { qoi: 20 } }],
  });
  // Test command: is answered by a confirmation only.
  const time = cp56FromWallMs(1_800_000_000_123, 'utc');
  const test = encodeAsdu({ typeId: 107, cot: 6, ca: CA, objects: [{ ioa: 0, value: { tsc: 1 }, time }] });
  const refill = (objects: Objects): Work => {
    const stage = new Stage(objects).flood();
    return { name: `S frame → ${W} frames, objects=${objects}`, frames: W, run: () => stage.acknowledge(W) };
  };
  const confirm = new Stage('max');
  const whole = (objects: Objects, frames: number): Work => {
    const stage = new Stage(objects);
    return {
      name: `GI of ${POINTS}, objects=${objects}`,
      frames,
      run: () => stage.interrogate(interrogation),
    };
  };
  return [
    refill(1),
    refill('max'),
    { name: 'I frame → actcon', frames: 1, run: () => confirm.request(test) },
    whole(1, POINTS + 2),
    whole('max', Math.ceil(POINTS / 60) + 2),
  ];
}

const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(32) : cell.padStart(12))).join('');

async function measure(work: Work, timeMs: number): Promise<void> {
  const octets = work.run();
  const from = new Uint8Array(octets).fill(0x68);
  const to = new Uint8Array(octets);
  const bench = new Bench({ time: timeMs, warmupTime: timeMs / 4, iterations: 8, throws: true });
  // Short work is repeated in each measurement, so that reading the clock doesn't count.
  const times = Math.ceil(1000 / work.frames);
  bench.add('copy', () => {
    for (let i = 0; i < times; i++) to.set(from);
  });
  bench.add('work', () => {
    for (let i = 0; i < times; i++) work.run();
  });
  await bench.run();
  const [copyNs, workNs] = bench.tasks.map(({ name, result }) => {
    if (!('latency' in result)) throw new Error(`${name}: ${result.state}`);
    return (result.latency.p50 * 1e6) / times;
  });
  const figures = [
    workNs / 1000,
    workNs / work.frames,
    1e6 / (workNs / work.frames),
    (octets / workNs) * 1000,
  ];
  const cells = figures.map((figure) => figure.toFixed(figure < 100 ? 2 : 0));
  console.log(row([work.name, ...cells, copyNs.toFixed(0), (workNs / copyNs).toFixed(1)]));
}

const quick = process.argv.includes('--quick');
console.log(`session and link, Node.js ${process.version}, k=${K}, w=${W}, medians${quick ? ', quick' : ''}`);
console.log(row(['work', 'µs', 'ns/frame', 'k frames/s', 'MB/s', 'copy ns', '× copy']));
for (const work of works()) await measure(work, quick ? 60 : 500);
