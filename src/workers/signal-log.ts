/**
 * The RTUs' logs (`docs/behaviour.md` §8): one CSV line per event and signal. A signal's line is copied from the time, octets that
 * the connection keeps and octets that the table holds ready; nothing is formatted or allocated per signal.
 */

import { ASDU_HEADER_OCTETS, IOA_OCTETS, readIoa } from '../codec/asdu.js';
import { causeName } from '../codec/causes.js';
import { CP56_OCTETS, formatCp56, readCp56 } from '../codec/cp56.js';
import { typeOf } from '../codec/types.js';
import { formatElements } from '../codec/value-text.js';
import type { InterrogatedFrame, JournalEntry, JournalEvent, LogKind } from '../station/journal.js';
import { COUNTER } from '../station/measures/counters.js';
import { NO_ROW } from '../station/points/image.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { Journal, Peer, RtuPort, SendPort } from '../station/ports.js';
import { quoteCell, textCell } from '../text/csv-cell.js';
import { EventJoiner } from './event-joiner.js';
import { type LineText, lineText } from './line-buffer.js';
import type { LogFile, LogFolder } from './log-files.js';
import { EMPTY_TEXT, encodeText, TagTexts } from './log-text.js';
import type { Clock, Machine } from './ports.js';
import { STAMP_OCTETS, TimeStamp } from './time-stamp.js';

/**
 * Of a flood of these events the observer hears the number, as the log does: thousands a second would stop the coordinator. What becomes
 * of accepted connections it has to follow one by one.
 */
const HEARD_JOINED: ReadonlySet<JournalEvent> = new Set<JournalEvent>(['refuse', 'startdt', 'stopdt']);

/** An object of a frame, and the row that has its comment. */
interface LoggedObject {
  frame: InterrogatedFrame;
  /** Its number in the frame, from 0. */
  i: number;
  /** Text of its time tag; '' if it has none. */
  tag: string;
  table: SignalTable;
  row: number;
}

/** The two files of an RTU. */
export interface RtuLogs {
  main: LogFile;
  interrogation: LogFile;
}

/** Events for the shell, besides the log. */
export type EventObserver = (rtu: RtuPort, peer: Peer | undefined, entry: JournalEntry) => void;

const encoder = new TextEncoder();

/** One per shard. */
export class SignalLog implements Journal {
  private readonly stamp = new TimeStamp();
  private readonly stampText = lineText(this.stamp.octets);
  private readonly tableTexts = new WeakMap<SignalTable, LineText>();
  /** Connection of the latest frame; mostly the next frame has the same one. */
  private lastPeer: Peer | undefined;
  private lastFile: LogFile | undefined;
  private lastPrefix: LineText = EMPTY_TEXT;
  private lastTable: SignalTable | undefined;
  private lastTableText: LineText = EMPTY_TEXT;
  private readonly logs = new WeakMap<RtuPort, RtuLogs>();
  /** `,signal,PEER,tx,` of a connection. */
  private readonly prefixes = new WeakMap<Peer, { sent: LineText; interrogated: LineText }>();
  /** `30,3,` by type and cause. */
  private readonly typeCauses = new Map<number, LineText>();
  private readonly tags = new TagTexts();

  private readonly clock: Clock;
  private readonly joiner: EventJoiner;

  constructor(
    machine: Pick<Machine, 'clock' | 'timers'>,
    private readonly signals: 'all' | 'none',
    private readonly observe: EventObserver,
  ) {
    this.clock = machine.clock;
    this.joiner = new EventJoiner(machine, (rtu, peer, entry) => {
      if (HEARD_JOINED.has(entry.event)) this.observe(rtu, peer, entry);
      this.writeEvent(rtu, peer, entry);
    });
  }

  /** Writes the lines about joined events. */
  close(): void {
    this.joiner.close();
  }

  /** Sets the files that an RTU writes. */
  attach(rtu: RtuPort, folder: LogFolder, fileName: (kind: LogKind) => string): void {
    const lost = (lines: number): void => {
      rtu.counters[COUNTER.LOG_LOST] += lines;
    };
    this.logs.set(rtu, {
      main: folder.file(fileName('main'), lost),
      interrogation: folder.file(fileName('interrogation'), lost),
    });
  }

  sent(peer: SendPort, table: SignalTable, firstRow: number, count: number, cot: number): void {
    if (this.signals === 'none') return;
    if (peer !== this.lastPeer) this.turnTo(peer);
    const file = this.lastFile;
    if (file === undefined) return;
    const typeId = table.typeId[firstRow];
    const tag = typeOf(typeId).timeTagged ? this.tags.at(peer.writer.wallMs, peer.writer.clock) : EMPTY_TEXT;
    // Log lines of all RTUs have the time of the simulator's own clock, whatever clock the time tags follow.
    this.stamp.set(peer.writer.wallMs);
    const prefix = this.lastPrefix;
    const typeCause = this.typeCause(typeId, cot);
    for (let row = firstRow; row < firstRow + count; row++)
      this.writeRow(file, prefix, typeCause, tag, table, row);
  }

  sentAsdu(peer: SendPort, table: SignalTable, firstRow: number, asdu: Uint8Array): void {
    if (this.signals === 'none') return;
    if (peer !== this.lastPeer) this.turnTo(peer);
    const file = this.lastFile;
    if (file === undefined) return;
    const typeId = asdu[0];
    const { timeTagged, objectOctets } = typeOf(typeId);
    this.stamp.set(peer.writer.wallMs);
    const frame = {
      typeId,
      cot: asdu[2] & 0x3f,
      count: asdu[1] & 0x7f,
      octets: asdu,
      at: ASDU_HEADER_OCTETS,
      isSequence: false,
    };
    const typeCause = this.typeCause(typeId, frame.cot);
    for (let i = 0; i < frame.count; i++) {
      const end = frame.at + (i + 1) * (IOA_OCTETS + objectOctets);
      const tag = timeTagged ? formatCp56(readCp56(asdu, end - CP56_OCTETS)) : '';
      this.writeObject(file, this.lastPrefix, typeCause, { frame, i, tag, table, row: firstRow + i });
    }
  }

  interrogated(
    peer: Peer,
    table: SignalTable,
    frame: InterrogatedFrame,
    rows: Uint32Array | undefined,
    firstRows: Uint32Array,
  ): void {
    if (this.signals === 'none') return;
    const file = this.logs.get(peer.rtu)?.interrogation;
    if (file === undefined) return;
    this.stamp.set(peer.rtu.wallMs(this.clock.monotonicMs()));
    const { typeId, cot, count } = frame;
    const typeCause = this.typeCause(typeId, cot);
    const prefix = this.prefixOf(peer).interrogated;
    for (let i = 0; i < count; i++) {
      const row = rows?.[i] ?? NO_ROW;
      if (row === NO_ROW)
        this.writeObject(file, prefix, typeCause, { frame, i, tag: '', table, row: firstRows[i] });
      else this.writeRow(file, prefix, typeCause, EMPTY_TEXT, table, row);
    }
  }

  event(rtu: RtuPort, peer: Peer | undefined, entry: JournalEntry): void {
    const isOwnLine = this.joiner.admits(rtu, peer, entry);
    if (isOwnLine || !HEARD_JOINED.has(entry.event)) this.observe(rtu, peer, entry);
    if (isOwnLine) this.writeEvent(rtu, peer, entry);
  }

  private writeEvent(rtu: RtuPort, peer: Peer | undefined, entry: JournalEntry): void {
    const logs = this.logs.get(rtu);
    if (logs === undefined) return;
    const file = entry.log === 'interrogation' ? logs.interrogation : logs.main;
    this.stamp.set(rtu.wallMs(this.clock.monotonicMs()));
    const cells = [
      '',
      entry.event,
      peer?.peer ?? '',
      entry.direction ?? '',
      entry.typeId ?? '',
      entry.cot ?? '',
      entry.ioa ?? '',
      entry.value ?? '',
      entry.quality ?? '',
      entry.timeTag ?? '',
    ];
    const detail = entry.detail ?? (entry.cot === undefined ? '' : causeName(entry.cot));
    const text = encoder.encode(
      `${cells.map((cell) => quoteCell(String(cell))).join(',')},${textCell(detail)}\n`,
    );
    const line = file.lineOf(STAMP_OCTETS + text.length);
    if (line === undefined) return;
    line.append(this.stamp.octets);
    line.append(text);
    line.lines++;
  }

  private turnTo(peer: Peer): void {
    this.lastPeer = peer;
    this.lastFile = this.logs.get(peer.rtu)?.main;
    this.lastPrefix = this.prefixOf(peer).sent;
  }

  private textOf(table: SignalTable): LineText {
    if (table === this.lastTable) return this.lastTableText;
    let text = this.tableTexts.get(table);
    if (text === undefined) {
      text = lineText(table.logText);
      this.tableTexts.set(table, text);
    }
    this.lastTable = table;
    this.lastTableText = text;
    return text;
  }

  private writeRow(
    file: LogFile,
    prefix: LineText,
    typeCause: LineText,
    tag: LineText,
    table: SignalTable,
    row: number,
  ): void {
    const { logAt } = table;
    const valueAt = logAt[2 * row];
    const commentAt = logAt[2 * row + 1];
    const end = logAt[2 * row + 2];
    const fixed = STAMP_OCTETS + prefix.byteLength + typeCause.byteLength + tag.byteLength;
    const line = file.lineOf(fixed + end - valueAt);
    if (line === undefined) return;
    const text = this.textOf(table);
    line.appendText(this.stampText);
    line.appendText(prefix);
    line.appendText(typeCause);
    line.appendPart(text, valueAt, commentAt);
    line.appendText(tag);
    line.appendPart(text, commentAt, end);
    line.lines++;
  }

  /** An object with a value that no row has: formatted from its octets. */
  private writeObject(
    file: LogFile,
    prefix: LineText,
    typeCause: LineText,
    { frame, i, tag, table, row }: LoggedObject,
  ): void {
    const { elementOctets, objectOctets } = typeOf(frame.typeId);
    const at = frame.at + IOA_OCTETS + i * (frame.isSequence ? objectOctets : IOA_OCTETS + objectOctets);
    const elements = frame.octets.subarray(at, at + elementOctets);
    const ioa = frame.isSequence
      ? readIoa(frame.octets, frame.at) + i
      : readIoa(frame.octets, at - IOA_OCTETS);
    const { value, quality } = formatElements(frame.typeId, elements);
    const text = encoder.encode(`${ioa},${value},${quality},${tag}`);
    const commentAt = table.logAt[2 * row + 1];
    const end = table.logAt[2 * row + 2];
    const fixed = STAMP_OCTETS + prefix.byteLength + typeCause.byteLength;
    const line = file.lineOf(fixed + text.length + end - commentAt);
    if (line === undefined) return;
    line.appendText(this.stampText);
    line.appendText(prefix);
    line.appendText(typeCause);
    line.append(text);
    line.appendPart(this.textOf(table), commentAt, end);
    line.lines++;
  }

  private prefixOf(peer: Peer): { sent: LineText; interrogated: LineText } {
    let prefix = this.prefixes.get(peer);
    if (prefix === undefined) {
      prefix = {
        sent: encodeText(`,signal,${peer.peer},tx,`),
        interrogated: encodeText(`,interrogated,${peer.peer},tx,`),
      };
      this.prefixes.set(peer, prefix);
    }
    return prefix;
  }

  private typeCause(typeId: number, cot: number): LineText {
    const key = typeId * 64 + cot;
    let text = this.typeCauses.get(key);
    if (text === undefined) {
      text = encodeText(`${typeId},${cot},`);
      this.typeCauses.set(key, text);
    }
    return text;
  }
}
