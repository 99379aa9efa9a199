import { basename, dirname } from 'node:path';
import { ASDU_HEADER_OCTETS, IOA_OCTETS, readIoa } from '../codec/asdu.js';
import { CP56_OCTETS, formatCp56, readCp56 } from '../codec/cp56.js';
import { typeOf } from '../codec/types.js';
import { formatElements } from '../codec/value-text.js';
import { COUNTER } from '../station/measures/counters.js';
import type { SignalTable } from '../station/points/signal-table.js';
import type { Peer, RtuPort, SentList, SentRows, SentTimes } from '../station/ports.js';
import { textCell } from '../text/csv-cell.js';
import { privateBooks } from './line-books.js';
import { type LineText, lineText } from './line-buffer.js';
import { type LogFile, LogFolder, type LogMachine } from './log-files.js';
import { EMPTY_TEXT, encodeText, TagTexts } from './log-text.js';
import { STAMP_OCTETS, TimeStamp } from './time-stamp.js';

/** Most octets that wait for the disk; more than for logs, because a list with gaps is worth little. */
const MOST_OCTETS_WAITING = 256 * 1024 * 1024;
const COMMA = 0x2c;

const encoder = new TextEncoder();
const SEPARATOR = encodeText(',');

/** The cells of a line that name the RTU. */
export interface ListedRtu {
  no: number;
  name: string;
  port: number;
}

/** Writes the sent list: one line per signal, copied from prepared octets. All shards append to one file. */
export class SentListFile implements SentList {
  private readonly folder: LogFolder;
  private readonly file: LogFile;
  private readonly written = new TimeStamp();
  private readonly writtenText = lineText(this.written.octets);
  private readonly acknowledged = new TimeStamp();
  private readonly acknowledgedText = lineText(this.acknowledged.octets);
  private readonly rtus = new WeakMap<RtuPort, ListedRtu>();
  /** `NO,NAME,PORT,CA,` and `,PEER` with the line end, by connection. */
  private readonly frames = new WeakMap<Peer, { before: LineText; behind: LineText }>();
  private readonly types = new Map<number, LineText>();
  private readonly tableTexts = new WeakMap<SignalTable, LineText>();
  private readonly tags = new TagTexts();
  /** Counters of the RTU whose line is being written. */
  private lossCounters: Float64Array | undefined;

  /** `path`: a file that exists and has its header. */
  constructor(
    machine: LogMachine,
    path: string,
    reportTrouble: (file: string, detail: string) => void,
    private readonly books = privateBooks('sent-list'),
  ) {
    const shape = { header: '', mostOctetsWaiting: MOST_OCTETS_WAITING, lines: 'due-before' } as const;
    this.folder = new LogFolder(machine, dirname(path), reportTrouble, shape, books);
    this.file = this.folder.file(basename(path), (lines) => {
      const counters = this.lossCounters;
      if (counters !== undefined) counters[COUNTER.SENT_LIST_LOST] += lines;
    });
  }

  /** Sets the cells that name an RTU. Call before its first signal. */
  attach(rtu: RtuPort, listed: ListedRtu): void {
    this.rtus.set(rtu, listed);
  }

  /** Writes everything and closes the file. */
  close(): Promise<void> {
    return this.folder.close();
  }

  due(signals: number): void {
    this.books.due(signals);
  }

  rows(peer: Peer, table: SignalTable, rows: SentRows & SentTimes): void {
    const { rtu } = peer;
    const { row: firstRow, count } = rows;
    const typeId = table.typeId[firstRow];
    const tag = typeOf(typeId).timeTagged ? this.tags.at(rows.wallMs, rows.clock) : EMPTY_TEXT;
    const type = this.typeText(typeId);
    const text = this.textOf(table);
    const stamped = this.stamp(rtu, rows);
    const { before, behind } = this.frameOf(peer);
    const fixed =
      before.byteLength +
      type.byteLength +
      tag.byteLength +
      STAMP_OCTETS +
      2 * SEPARATOR.byteLength +
      stamped.byteLength +
      behind.byteLength;
    for (let row = firstRow; row < firstRow + count; row++) {
      const from = table.logAt[2 * row];
      const end = table.logAt[2 * row + 1];
      const line = this.file.lineOf(fixed + end - from);
      if (line === undefined) continue;
      let comma = from;
      while (text.getUint8(comma) !== COMMA) comma++;
      line.appendText(before);
      line.appendPart(text, from, comma + 1);
      line.appendText(type);
      line.appendPart(text, comma + 1, end);
      line.appendText(tag);
      line.appendText(SEPARATOR);
      line.appendText(this.writtenText);
      line.appendText(SEPARATOR);
      line.appendText(stamped);
      line.appendText(behind);
      line.lines++;
    }
  }

  asdu(peer: Peer, asdu: Uint8Array, times: SentTimes): void {
    const typeId = asdu[0];
    const type = typeOf(typeId);
    const stamped = this.stamp(peer.rtu, times);
    const { before, behind } = this.frameOf(peer);
    const objectOctets = IOA_OCTETS + type.objectOctets;
    for (let i = 0; i < (asdu[1] & 0x7f); i++) {
      const at = ASDU_HEADER_OCTETS + i * objectOctets;
      const from = at + IOA_OCTETS;
      const { value, quality } = formatElements(typeId, asdu.subarray(from, from + type.elementOctets));
      const end = at + objectOctets;
      const tag = type.timeTagged ? formatCp56(readCp56(asdu, end - CP56_OCTETS)) : '';
      const text = encoder.encode(`${readIoa(asdu, at)},${typeId},${value},${quality},${tag},`);
      const octets =
        before.byteLength + text.length + STAMP_OCTETS + 1 + stamped.byteLength + behind.byteLength;
      const line = this.file.lineOf(octets);
      if (line === undefined) continue;
      line.appendText(before);
      line.append(text);
      line.appendText(this.writtenText);
      line.appendText(SEPARATOR);
      line.appendText(stamped);
      line.appendText(behind);
      line.lines++;
    }
  }

  /** Sets both stamps and returns the text of the second. */
  private stamp(rtu: RtuPort, { writtenMs, acknowledgedMs }: SentTimes): LineText {
    this.lossCounters = rtu.counters;
    // The simulator's own clock, even if the RTU's time tags follow a master's.
    const offsetMs = rtu.wallMs(0);
    this.written.set(writtenMs + offsetMs);
    if (Number.isNaN(acknowledgedMs)) return EMPTY_TEXT;
    this.acknowledged.set(acknowledgedMs + offsetMs);
    return this.acknowledgedText;
  }

  private frameOf(peer: Peer): { before: LineText; behind: LineText } {
    let frame = this.frames.get(peer);
    if (frame === undefined) {
      const { no, name, port } = this.rtus.get(peer.rtu) as ListedRtu;
      frame = {
        before: encodeText(`${no},${textCell(name)},${port},${peer.rtu.ca},`),
        behind: encodeText(`,${peer.peer}\n`),
      };
      this.frames.set(peer, frame);
    }
    return frame;
  }

  private typeText(typeId: number): LineText {
    let text = this.types.get(typeId);
    if (text === undefined) {
      text = encodeText(`${typeId},`);
      this.types.set(typeId, text);
    }
    return text;
  }

  private textOf(table: SignalTable): LineText {
    let text = this.tableTexts.get(table);
    if (text === undefined) {
      text = lineText(table.logText);
      this.tableTexts.set(table, text);
    }
    return text;
  }
}
