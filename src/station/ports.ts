/** Interfaces between the parts of a station. `link.ts`, `rtu.ts`, `station.ts` and the shell implement them. */

import type { ElementRecord } from '../codec/elements.js';
import type { CloseCode } from './apci/close-reason.js';
import type { FrameWriter } from './apci/frame-writer.js';
import type { RtuFaults } from './faults/rtu-faults.js';
import type { InterrogatedFrame, JournalEntry } from './journal.js';
import type { ClockMeter } from './measures/clock-meter.js';
import type { RtuParameters } from './parameters.js';
import type { Image } from './points/image.js';
import type { SignalTable } from './points/signal-table.js';
import type { ObjectLimits } from './points/type-sizes.js';
import type { HeldPoints, Selections } from './requests/selections.js';
import type { RtuClock } from './rtu-clock.js';
import type { TagClock } from './time-tag.js';

/** A telegram of the master was carried out, or has just come. */
export type TelegramStage = RtuParameters['filter'];

/** An RTU: one port of a station. Times `nowMs` are monotonic. */
export interface RtuPort {
  /** Common address, the RTU number, 1…65535. */
  readonly ca: number;
  readonly parameters: RtuParameters;
  readonly station: StationPort;
  /** The database for everything that starts from now on. */
  readonly table: SignalTable;
  /** The state of every point of `table`. */
  readonly image: Image;
  /** Row of the stats table, see `COUNTER`. */
  readonly counters: Float64Array;
  readonly objectLimits: ObjectLimits;
  readonly journal: Journal;
  readonly clock: RtuClock;
  /**
   * When octets that are read at `nowMs` may have come at the earliest: `nowMs`, the begin of a pause of this thread that has just
   * ended, or when they began to wait for their link's turn. What may have come in time came in time.
   */
  arrivedMs(nowMs: number): number;
  /** The simulator's own wall time at a monotonic instant, ms since 1970. */
  wallMs(nowMs: number): number;
  /** Whether an index send might wait for a telegram at this stage; cheap enough for every request. */
  mayAwait(stage: TelegramStage): boolean;
  readonly clockMeter: ClockMeter;
  /** `undefined`: no fault on purpose is on. */
  readonly faults: RtuFaults | undefined;
  /** A request on `from` was for another CA. */
  noteForeignCa(from: Peer, ca: number): void;
  /** Gives a telegram to the filters of all index sends of this RTU. It came on `from`, perhaps on another port of the station. */
  telegram(from: Peer, telegram: Telegram, nowMs: number): void;
}

/** A connection, as logs and lists name it. */
export interface Peer {
  /** The peer as `address:port`. */
  readonly peer: string;
  readonly rtu: RtuPort;
}

/** A connection, for a producer: writes frames and notes which signals were in them. */
export interface SendPort extends Peer {
  readonly writer: FrameWriter;
  readonly sent: SentNotes;
  readonly replies: Replies;
  /** A station interrogation has ended. */
  noteInterrogated(nowMs: number): void;
}

/** A connection, for the procedures of requests. */
export interface RequestPort extends SendPort {
  /** The command points that this connection has selected. */
  readonly held: HeldPoints;
  /** Whether data transfer is started. */
  readonly isStarted: boolean;
  /** Starts the station again as soon as everything that waits on this connection was sent. */
  restartWhenAnswered(): void;
  /** Drops what waits in the event buffer of the connection's group. */
  dropHeldEvents(): void;
  /** Counts the time from STARTDT to the first interrogation. */
  noteInterrogation(nowMs: number): void;
  /** The interrogation of this kind that runs, if any; with `cot`, the one whose data have this cause. */
  findInterrogation(kind: InterrogationKind, cot?: number): RunningInterrogation | undefined;
  addProducer(producer: Producer): void;
  /** Ends the connection. */
  close(code: CloseCode, detail: string, nowMs: number): void;
}

/** ASDUs that go out before producers' frames, in their order, as soon as the window allows. */
export interface Replies {
  /** Queues an answer to the master of this connection. The shell serves a connection after every request anyway. */
  reply(asdu: Uint8Array): void;
  /** Queues an ASDU with one signal, counts the signal as offered and makes the shell serve the connection. */
  event(asdu: Uint8Array, nowMs: number): void;
  /** The reply queued last ends the answer to a command that came at `commandMs`: its round trip is measured. */
  timeLast(commandMs: number): void;
}

/** All ports of one RTU number: what they share. */
export interface StationPort {
  /** The command points that are selected on any port. */
  readonly selections: Selections;
  /** The image with a point at this IOA: `own` if it has one, else another port's; `own` if none has. */
  findImage(ioa: number, own: Image): Image;
  /** Sets a point on every port and sends its state on every started connection. */
  publish(status: StatusChange): void;
  /** A command was carried out, and its status has gone out. */
  commanded(typeId: number, ioa: number, value: ElementRecord, nowMs: number): void;
  /** The ports whose index sends might wait for a telegram at this stage. */
  awaiting(stage: TelegramStage): RtuPort[];
}

/** The new state of a point, which goes out on every connection of the station. */
export interface StatusChange {
  readonly ioa: number;
  /** Untimed type of the point. */
  readonly pointType: number;
  readonly elements: Uint8Array;
  /** What changed it: a command on this connection, with its originator address; somebody by hand, in words; the rule of a reaction; or a fault, in words. */
  readonly by:
    | { readonly commanding: Peer; readonly oa: number }
    | { readonly hand: string }
    | { readonly reaction: string }
    | { readonly fault: string };
  readonly nowMs: number;
}

/** Counts the signals of sent frames. */
export interface Account {
  /** `signals` of its signals were acknowledged. */
  acknowledged(signals: number, nowMs: number): void;
  /** The connection was lost or stopped: `signals` sent signals will never be acknowledged; the unsent rest will not be sent. */
  lost(signals: number, nowMs: number): void;
  /** A fault on purpose has spoiled the frames of `signals` sent signals: whatever the master acknowledges, it never got them. */
  spoiled(signals: number, nowMs: number): void;
}

/** The account of rows of a table. */
export interface RowsAccount extends Account {
  readonly table: SignalTable;
}

/** Sends frames over a period of time. Producers of one connection take turns, frame by frame. */
export interface Producer extends Account {
  readonly kind: 'index' | 'late' | InterrogationKind;
  /** Writes at most `room` I frames; returns how many. 0: nothing is ready (it waits or is done). */
  fill(room: number, nowMs: number): number;
  /** Nothing more will come from it; the connection drops it. */
  readonly done: boolean;
  /** A frame could be written as soon as the window allows. */
  readonly ready: boolean;
  /** When `tick` has something to do, monotonic ms; Infinity: never. */
  readonly deadlineMs: number;
  /** Does what is due at `nowMs`. What the master sent before `heardMs` was read; a telegram of later may still wait. */
  tick(nowMs: number, heardMs: number): void;
}

/** Which of the two kinds. */
export type InterrogationKind = 'station' | 'counter';

/** An interrogation under way. */
export interface RunningInterrogation extends Producer {
  /** Cause of the data. */
  readonly cot: number;
  /** Ends it without actterm; only while it runs. */
  cancel(why: string): void;
}

/** Notes the content of the I frame just written, so that its acknowledgement or loss is counted. */
export interface SentNotes {
  /** The frame holds `signals` signals. */
  signals(account: Account, signals: number): void;
  /** The frame holds `count` rows from `row`, with the writer's time tag. */
  rows(account: RowsAccount, row: number, count: number): void;
  /** The frame holds other values than its rows: keeps its ASDU. */
  keep(asdu: Uint8Array): void;
  /** `signals` went out unasked, perhaps again on another connection: each is due one line of the sent list. */
  due(signals: number): void;
}

/** Rows that went out in one frame; `asdu` if the frame had other values than its rows. */
export interface SentRows {
  readonly row: number;
  readonly count: number;
  /** When they were first sent: the simulator's own wall time, ms since 1970; and the clock of their time tag. */
  readonly wallMs: number;
  readonly clock: TagClock;
  readonly asdu?: Uint8Array;
}

/** Takes the rows of a run that arise while there is no connection. */
export interface RowsKeeper {
  /** Signals for which there is room before the oldest must go. */
  readonly room: number;
  keep(rows: SentRows): void;
}

/** One object of a telegram of the master, as the filters of index sends look at it. */
export interface Telegram {
  readonly typeId: number;
  readonly ioa: number;
  /** Principal value of the object; NaN if the type has none. */
  readonly value: number;
}

/** The log, for the station: signals in bulk, everything else one entry at a time. The shell decides where entries go. */
export interface Journal {
  /** Rows `firstRow`…`firstRow+count−1` of the table were sent with cause `cot` in one frame of an index send, at the writer's time. */
  sent(peer: SendPort, table: SignalTable, firstRow: number, count: number, cot: number): void;
  /** The same for a frame with other values than its rows `firstRow`…: its ASDU, only lent. */
  sentAsdu(peer: SendPort, table: SignalTable, firstRow: number, asdu: Uint8Array): void;
  /**
   * Points were sent in one frame of an interrogation. `rows` are the rows whose values went out, `NO_ROW` for a value that
   * no row has; absent for counters, because a reading may be a frozen one. `firstRows` are the rows that have the points' comments.
   */
  interrogated(
    peer: Peer,
    table: SignalTable,
    frame: InterrogatedFrame,
    rows: Uint32Array | undefined,
    firstRows: Uint32Array,
  ): void;
  /** Any other entry. `peer` is absent if the entry is about no connection. */
  event(rtu: RtuPort, peer: Peer | undefined, entry: JournalEntry): void;
}

/** When a frame was written and acknowledged, monotonic ms; NaN: never acknowledged. */
export interface SentTimes {
  readonly writtenMs: number;
  readonly acknowledgedMs: number;
}

/** Called once for each frame that went out without being requested: when it is acknowledged or its connection is lost. */
export interface SentList {
  /** Signals went out that a later call will bring. */
  due(signals: number): void;
  /** Rows of a table in one frame. */
  rows(peer: Peer, table: SignalTable, rows: SentRows & SentTimes): void;
  /** A frame whose ASDU was kept, only lent. */
  asdu(peer: Peer, asdu: Uint8Array, times: SentTimes): void;
}
