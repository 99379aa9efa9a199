/** The program's own log, `log/iec104rs.log`: JSON lines by pino (`spec.md` §8). */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DestinationStream, type Logger, pino } from 'pino';
import { StartError } from './errors.js';
import type { EngineEvent } from './interface.js';

/** The log and how to end it. */
export interface ProgramLog {
  readonly logger: Logger;
  /** Writes what is in memory. */
  flush(): void;
}

/**
 * Makes the folder if it is missing; throws `LOG_FOLDER` when it can't be made or written.
 * `wallNow` is the time of the lines, ms since 1970.
 */
export function openProgramLog(folder: string, wallNow: () => number = Date.now): ProgramLog {
  const file = join(folder, 'iec104rs.log');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    // Synchronous writes: a few lines a second at most, and none is lost when the program ends.
    const sink = pino.destination({ dest: file, sync: true, append: true });
    const logger = pino(
      { base: null, timestamp: () => `,"time":"${new Date(wallNow()).toISOString()}"` },
      sink as unknown as DestinationStream,
    );
    return { logger, flush: () => sink.flushSync() };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
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
    case 'send':
      logger.info({ ...event.send }, `send ${event.what}`);
      break;
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
