/** The program's own log, such as `log/iec104rs.log`: JSON lines by pino (`docs/behaviour.md` §8). */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { PROGRAM_LOG } from '../channel/log-names.js';
import type { Files } from '../log-writer/append-files.js';
import { makeFolder } from '../log-writer/disk.js';
import { systemReason } from '../text/system-errors.js';
import type { EngineEvent } from './api.js';
import { StartError } from './errors.js';
import { LineSink } from './line-sink.js';

/** The log and the function that ends it. */
export interface ProgramLog {
  readonly logger: Logger;
  /** Hands the lines that are still in this thread to the writer. */
  flush(): void;
  /** Lines lost until now. */
  readonly lost: number;
  /** Lines that wait because the disk did not take them. */
  readonly refused: number;
}

/**
 * Opens the log and creates its folder if it is missing. Throws `StartError` (`LOG_FOLDER`) if that fails.
 * `wallNow`: time of the lines, ms since 1970. `onTrouble` is called once when lines can no longer be written. `name`: of the file.
 */
export function openProgramLog(
  folder: string,
  files: Files,
  wallNow: () => number = Date.now,
  onTrouble: (detail: string) => void = () => {},
  name: string = PROGRAM_LOG,
): ProgramLog {
  const file = join(folder, name);
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = systemReason(error, 'folder');
    throw new StartError('LOG_FOLDER', [`cannot write to the log folder ${folder}: ${reason}`]);
  }
  const lines = new LineSink(files, file, wallNow, onTrouble);
  const logger = pino(
    { base: null, timestamp: () => `,"time":"${new Date(wallNow()).toISOString()}"` },
    lines,
  );
  return {
    logger,
    flush: () => lines.flush(),
    get lost() {
      return lines.lost;
    },
    get refused() {
      return lines.refused;
    },
  };
}

/** Writes an event of the engine. */
export function logEvent(log: ProgramLog, event: EngineEvent): void {
  const { logger } = log;
  switch (event.kind) {
    case 'link':
      logger[event.what === 'warning' ? 'warn' : 'info'](
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
    case 'reaction': {
      const { detail, ...rest } = event.outcome;
      if (detail === '') logger.info(rest, 'reaction');
      else logger.warn(event.outcome, 'reaction');
      break;
    }
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
    case 'added':
    case 'removed': {
      const { no, name, rtuNumber, port } = event.rtu;
      logger.info({ rtu: no, name, ca: rtuNumber, port }, event.kind);
      for (const finding of event.kind === 'added' ? event.findings : []) logger.warn(finding, 'finding');
      break;
    }
    default: {
      const { kind, ...rest } = event;
      logger.info(rest, kind);
    }
  }
}
