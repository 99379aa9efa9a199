/** The files that a shard writes: two logs per RTU, and its lines of the sent list. */
import type { RtuDefinition } from '../channel/definitions.js';
import { logFileName } from '../channel/log-names.js';
import type { SignalLogOptions } from '../channel/shard-protocol.js';
import type { Rtu } from '../station/rtu.js';
import { LineBooks } from './line-books.js';
import { LOG_SHAPE, LogFolder, type LogMachine } from './log-files.js';
import { SentListFile } from './sent-list-file.js';
import { type EventObserver, SignalLog } from './signal-log.js';

/** Events of the logs. */
export interface LogHooks {
  /** Called with every event that is logged. */
  observe: EventObserver;
  /** A file can't be written. */
  trouble(file: string, detail: string): void;
}

export class ShardLogs {
  readonly journal: SignalLog;
  /** Absent: not written. */
  readonly sentList: SentListFile | undefined;
  private readonly folder: LogFolder;

  /** `cells`: the row of the shard, see `SHARD_COUNTER`. */
  constructor(machine: LogMachine, options: SignalLogOptions, hooks: LogHooks, cells: Float64Array) {
    const { folder, signals, sentList } = options;
    this.journal = new SignalLog(machine, signals, hooks.observe);
    this.folder = new LogFolder(machine, folder, hooks.trouble, LOG_SHAPE, new LineBooks(cells, 'log'));
    this.sentList =
      sentList === undefined
        ? undefined
        : new SentListFile(machine, sentList, hooks.trouble, new LineBooks(cells, 'sent-list'));
  }

  /** Opens the logs of an RTU, with this stamp in the file names. */
  attach(rtu: Rtu, definition: RtuDefinition, stamp: string): void {
    const { name, rtuNumber, port, bind } = definition;
    this.sentList?.attach(rtu, definition);
    this.journal.attach(rtu, this.folder, (kind) => logFileName(name, rtuNumber, port, bind, stamp, kind));
  }

  /** Writes everything and closes the files; resolves when all is written or lost, or the disk does not answer. */
  async close(): Promise<void> {
    this.journal.close();
    await Promise.all([this.folder.close(), this.sentList?.close()]);
  }
}
