import { openProgramLog, type ProgramLog } from '../../coordinator/program-log.js';
import { describeUnwritten, LogThread } from '../../log-writer/log-thread.js';
import { countOf } from '../../text/format.js';
import { formatClock } from '../../text/local-time.js';
import type { ProgramOptions } from './program-options.js';
import { allSaid, say } from './standard-output.js';

/** Time for the last lines of the logs, before it is said that they wait. */
const LAST_LINES_MS = 200;
/** Time for the last lines of the screen. */
const LAST_WORDS_MS = 1900;

/** What the logs of a program need of it. */
export interface LogsContext {
  /** Wall time of the lines, ms since 1970. */
  wallNow(): number;
  /** Takes a sentence about the disk. */
  warn(detail: string): void;
  /** Lines of logs that threads of the program have lost, beside those of the program's own log. */
  lostLines(): number;
  /** Name of the program's own log; default: the simulator's. */
  readonly name?: string;
}

/** The logs of a running program: the thread that writes them, and the program's own. */
export class ProgramLogs {
  readonly thread: LogThread;
  readonly program: ProgramLog;

  /** Opens the program's log. Throws `StartError` (`LOG_FOLDER`) if its folder can't be written to. */
  constructor(
    { log, logSize, logFiles, csvForm }: Pick<ProgramOptions, 'log' | 'logSize' | 'logFiles' | 'csvForm'>,
    context: LogsContext,
  ) {
    this.thread = new LogThread(
      logSize === undefined ? {} : { sizeOctets: logSize, keptFiles: logFiles },
      csvForm,
    );
    const { files } = this.thread;
    this.program = openProgramLog(
      log,
      files,
      () => context.wallNow(),
      (detail) => say(`${formatClock(context.wallNow())} ${detail}`),
      context.name,
    );
    this.thread.watchDisk(
      (detail) => context.warn(detail),
      () => this.program.lost + context.lostLines(),
    );
  }

  /** The disk has not answered a call for so long that the writer's thread can't be ended. */
  get hang(): boolean {
    return this.thread.hangs;
  }

  /** Writes the last lines. The process stays while the disk does not answer: it could not end before anyway. */
  async close(): Promise<void> {
    const { thread, program } = this;
    program.flush();
    const unwritten = await thread.close(LAST_LINES_MS);
    if (unwritten !== undefined) {
      const isTold = unwritten.lines > 0 || thread.hangs;
      if (isTold)
        say(`${describeUnwritten(unwritten)}; the process stays until it has, a second signal gives them up`);
      await thread.finished();
      if (isTold) say('the log disk has answered');
    }
    if (program.refused > 0) say(`${countOf(program.refused, 'line')} of the program's log were not written`);
    const lost = thread.uncountedLines;
    if (lost > 0) say(`lost at the end: ${countOf(lost, 'line')} of the logs, which the disk did not take`);
    // The last lines come out if somebody reads.
    await allSaid(LAST_WORDS_MS);
  }
}
