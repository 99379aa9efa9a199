/** What the parts of a station may use of each other: interfaces only. `link.ts`, `rtu.ts`, `station.ts` and the shell implement them. */
import type { FrameWriter } from './apci/frame-writer.js';
import type { CloseCode } from './apci/session.js';
import type { InterrogatedFrame, JournalEntry } from './journal.js';
import type { RtuParameters } from './parameters.js';
import type { Image } from './points/image.js';
import type { SignalTable } from './points/signal-table.js';
import type { HeldPoints, Selections } from './requests/selections.js';
import type { TimeTag } from './time-tag.js';

/** An RTU: one port of a station. Times `nowMs` are monotonic. */
export interface RtuPort {
  /** Common address, the RTU number, 1…65535. */
  readonly ca: number;
  readonly parameters: RtuParameters;
  readonly station: StationPort;
  /** The database that whatever starts now uses. */
  readonly table: SignalTable;
  /** The state of every point of `table`. */
  readonly image: Image;
  /** Row of the stats table, see `COUNTER`. */
  readonly counters: Float64Array;
  /** Most objects per ASDU, by type id. */
  readonly objectLimits: Uint8Array;
  readonly timeTag: TimeTag;
  readonly journal: Journal;
  /** How far time tags are ahead of the simulator's own time, ms; 0 unless the RTU follows a master's clock. */
  readonly clockLeadMs: number;
  /** The RTU's own wall time at a monotonic instant, ms since 1970. */
  wallMs(nowMs: number): number;
  /** Moves the RTU's clock to that of a master which is `differenceMs` ahead. */
  followClock(differenceMs: number): void;
  /** Whether an index send might wait for a telegram; cheap enough for every request. */
  readonly mayAwaitTelegram: boolean;
  /** Gives a telegram of one connection to the filters of all index sends of this RTU. */
  telegram(from: Peer, telegram: Telegram, nowMs: number): void;
}

/** A connection as logs and lists know it. */
export interface Peer {
  /** The peer as `address:port`. */
  readonly peer: string;
  readonly rtu: RtuPort;
}

/** A connection as a producer uses it: to write frames, and to note what was in them. */
export interface SendPort extends Peer {
  readonly writer: FrameWriter;
  readonly sent: SentNotes;
  readonly replies: Replies;
}

/** A connection as the procedures for requests use it. */
export interface RequestPort extends SendPort {
  /** The command points that this connection has selected. */
  readonly held: HeldPoints;
  /** Whether data transfer is started. */
  readonly isStarted: boolean;
  /** Counts the time from STARTDT to the first interrogation. */
  noteInterrogation(nowMs: number): void;
  /** The interrogation of this kind that runs, if any; with `cot`, the one whose data have this cause. */
  findInterrogation(kind: InterrogationKind, cot?: number): RunningInterrogation | undefined;
  addProducer(producer: Producer): void;
  /** Ends the connection. */
  close(code: CloseCode, detail: string, nowMs: number): void;
}

/** ASDUs that go out before producers' frames, in order, as soon as the window allows. */
export interface Replies {
  /** Queues an answer to the master of this connection. The shell serves a connection after every request, so nothing is woken. */
  reply(asdu: Uint8Array): void;
  /** Queues an ASDU with one signal, counts it as offered and has the shell serve the connection. */
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
}

/** The new state of a status point after a command. */
export interface StatusChange {
  readonly ioa: number;
  /** Untimed type of the point. */
  readonly pointType: number;
  readonly elements: Uint8Array;
  /** The connection that sent the command, and the originator address of it. */
  readonly commanding: Peer;
  readonly oa: number;
  readonly nowMs: number;
}

/** What the signals of a sent frame are counted in. */
export interface Account {
  /** `signals` of its signals were acknowledged. */
  acknowledged(signals: number, nowMs: number): void;
  /** The connection was lost or stopped: `signals` of its sent signals will never be acknowledged, and what is left will not be sent. */
  lost(signals: number, nowMs: number): void;
}

/** The account of rows of a table. */
export interface RowsAccount extends Account {
  readonly table: SignalTable;
}

/** Something that has frames to send over time. Producers of one connection take turns, frame by frame. */
export interface Producer extends Account {
  readonly kind: 'index' | InterrogationKind;
  /** Writes at most `room` I frames; returns how many. 0: nothing is ready (it waits or is done). */
  fill(room: number, nowMs: number): number;
  /** Nothing more will come from it; the connection drops it. */
  readonly done: boolean;
  /** A frame could be written as soon as the window allows. */
  readonly ready: boolean;
  /** When `tick` has something to do, monotonic ms; Infinity: never. */
  readonly deadlineMs: number;
  /** Does what is due. */
  tick(nowMs: number): void;
}

/** Which of the two kinds; one of each may run on a connection. */
export type InterrogationKind = 'station' | 'counter';

/** An interrogation under way. */
export interface RunningInterrogation extends Producer {
  /** Cause of the data. */
  readonly cot: number;
  /** Ends it without actterm. */
  cancel(why: string): void;
}

/** Notes what was in the I frame just written, so that its acknowledgement or loss is counted. */
export interface SentNotes {
  /** `signals` signals. */
  signals(account: Account, signals: number): void;
  /** `count` rows from `row`, tagged with `wallMs`. */
  rows(account: RowsAccount, row: number, count: number, wallMs: number): void;
  /** The values are not those of the rows: keeps the ASDU of the frame. */
  keep(asdu: Uint8Array): void;
}

/** Rows that went out in one frame; `asdu` if their values were not those of the rows. */
export interface SentRows {
  readonly row: number;
  readonly count: number;
  /** Their time tag, ms since 1970. */
  readonly wallMs: number;
  readonly asdu?: Uint8Array;
}

/** One object of a telegram of the master, as the filters of index sends look at it. */
export interface Telegram {
  readonly typeId: number;
  readonly ioa: number;
  /** Principal value of the object; NaN if the type has none. */
  readonly value: number;
}

/** The log as the station sees it: signals in bulk, everything else one entry at a time. The shell decides where it goes. */
export interface Journal {
  /** Rows `firstRow`…`firstRow+count−1` of the table were sent, COT 3, in one frame of an index send; `wallMs` is their time (and time tag, if the type has one). */
  sent(peer: Peer, table: SignalTable, firstRow: number, count: number, wallMs: number): void;
  /** The same for a frame whose values are not those of its rows: its ASDU, only lent. */
  sentAsdu(peer: Peer, asdu: Uint8Array, wallMs: number): void;
  /**
   * Points were sent in one frame of an interrogation. `rows` are the rows whose values went out, `NO_ROW` for a value that
   * is no row's; absent for counters, whose readings may be frozen ones.
   */
  interrogated(peer: Peer, table: SignalTable, frame: InterrogatedFrame, rows: Uint32Array | undefined): void;
  /** Anything else. `peer` is absent if no connection is concerned. */
  event(rtu: RtuPort, peer: Peer | undefined, entry: JournalEntry): void;
}

/** When a frame was written and acknowledged, monotonic ms; NaN: never acknowledged. */
export interface SentTimes {
  readonly writtenMs: number;
  readonly acknowledgedMs: number;
}

/** Hears of each frame that went out without being requested: once, when it is acknowledged or its connection is lost. */
export interface SentList {
  /** Rows of a table in one frame. */
  rows(peer: Peer, table: SignalTable, rows: SentRows & SentTimes): void;
  /** A frame whose ASDU was kept, only lent. */
  asdu(peer: Peer, asdu: Uint8Array, times: SentTimes): void;
}
