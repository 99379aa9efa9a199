/** The program's own log, `log/iec104rs.log`: JSON lines by pino (`docs/behaviour.md` §8). */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DestinationStream, type Logger, pino } from 'pino';
import { PROGRAM_LOG } from '../channel/log-names.js';
import { systemReason } from '../text/system-errors.js';
import type { EngineEvent } from './api.js';
import { StartError } from './errors.js';

/** The log and the function that ends it. */
export interface ProgramLog {
  readonly logger: Logger;
  /** Writes the lines that are still in memory. */
  flush(): void;
}

/** Most octets kept while the disk takes none. */
const MOST_PENDING_OCTETS = 1024 * 1024;
/** Pause before a log that failed is tried again. */
const RETRY_MS = 10_000;

/**
 * Opens the log and creates its folder if it is missing. Throws `StartError` (`LOG_FOLDER`) if that fails.
 * `wallNow`: time of the lines, ms since 1970. `onTrouble` is called once when lines can no longer be written.
 */
export function openProgramLog(
  folder: string,
  wallNow: () => number = Date.now,
  onTrouble: (detail: string) => void = () => {},
): ProgramLog {
  const file = join(folder, PROGRAM_LOG);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    // Synchronous writes: a few lines a second at most, and none is lost when the program ends.
    const sink = pino.destination({ dest: file, sync: true, append: true, maxLength: MOST_PENDING_OCTETS });
    let failed = false;
    const logger = pino(
      { base: null, timestamp: () => `,"time":"${new Date(wallNow()).toISOString()}"` },
      sink as unknown as DestinationStream,
    );
    // A full disk must not end the program. Lines kept in the sink go out with the next line that can be written.
    sink.on('error', (error: Error) => {
      if (!failed) onTrouble(`${file}: ${error.message}; its lines are lost until the disk takes them again`);
      failed = true;
      logger.level = 'silent';
      setTimeout(() => {
        logger.level = 'info';
      }, RETRY_MS).unref();
    });
    sink.on('write', () => {
      failed = false;
    });
    // While the disk is full, a flush would block and never return.
    return { logger, flush: () => (failed ? undefined : sink.flushSync()) };
  } catch (error) {
    const reason = systemReason(error, 'folder');
    throw new StartError('LOG_FOLDER', [`cannot write to the log folder ${folder}: ${reason}`]);
  }
}

/** Writes an event of the engine. */
export function logEvent(log: ProgramLog, event: EngineEvent): void {
  const { logger } = log;
  switch (event.kind) {
    case 'link':
      logger.info(
        {
          rtu: event.rtu.no,
          name: event.rtu.name,
          ca: event.rtu.rtuNumber,
          port: event.rtu.port,
          peer: event.peer,
          detail: event.detail,
        },
        event.what,
      );
      break;
    case 'send': {
      const { startMs: _start, finishedMs: _finished, settledMs: _settled, ...send } = event.send;
      logger.info(send, `send ${event.what}`);
      break;
    }
    case 'shard-died':
      logger.error(event, 'shard died');
      break;
    case 'time': {
      const { text, ...rest } = event.status;
      logger[rest.state === 'updated' ? 'info' : 'warn'](rest, text);
      break;
    }
    case 'trouble':
      logger.warn(event, 'trouble');
      break;
    case 'hang':
    case 'pause': {
      const { kind, ...rest } = event;
      logger.warn(rest, kind);
      break;
    }
    case 'reloaded':
    case 'kept': {
      const { kind, findings, ...rest } = event;
      logger[kind === 'kept' ? 'warn' : 'info'](rest, `IOA file ${kind}`);
      for (const finding of findings) logger.warn(finding, 'finding');
      break;
    }
    case 'restarted': {
      const { no, name, rtuNumber, port } = event.rtu;
      logger.info({ rtu: no, name, ca: rtuNumber, port, changed: event.changed }, 'restarted');
      for (const finding of event.findings) logger.warn(finding, 'finding');
      break;
    }
    default: {
      const { kind, ...rest } = event;
      logger.info(rest, kind);
    }
  }
}
