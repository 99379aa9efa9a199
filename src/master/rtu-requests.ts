/** The requests that a controlling station makes of one RTU, by the RTU's CA. */
import { COT } from '../codec/causes.js';
import { type Cp56, cp56FromWallMs } from '../codec/cp56.js';
import type { ExchangeEnd, ExchangeReport } from './exchange.js';
import type { LinkState } from './link-options.js';
import {
  type CommandRequest,
  clockAsdu,
  commandAsdu,
  counterInterrogationAsdu,
  interrogationAsdu,
  readAsdu,
  testAsdu,
} from './requests.js';

const INTERROGATION_DEADLINE_MS = 60_000;
/** Unless a request says otherwise. */
export const REQUEST_DEADLINE_MS = 10_000;
/** TSC of test commands: any number does, the station only mirrors it. */
const TEST_COUNTER = 0x55aa;

/** How a request is followed. */
export interface RequestOptions {
  /** COT of the data that belong to it; 0: none. */
  dataCot?: number;
  deadlineMs?: number;
}

/** An RTU on a connection. Every request resolves when it is answered or its deadline has passed, and throws `NOT_STARTED`. */
export abstract class RtuRequests {
  abstract readonly ca: number;
  /** `NAME-CA-PORT`. */
  abstract readonly label: string;
  /** Of the connection. */
  abstract readonly state: LinkState;
  /** How far the master's clock is ahead of this machine's, ms. */
  abstract readonly clockOffMs: number;

  abstract request(asdu: Uint8Array, until: ExchangeEnd, options?: RequestOptions): Promise<ExchangeReport>;

  /** Station (20) or group (21–36) interrogation: act, actcon, data, actterm. Deadline 60 s. */
  interrogate(qoi = 20, deadlineMs = INTERROGATION_DEADLINE_MS): Promise<ExchangeReport> {
    return this.request(interrogationAsdu(this.ca, qoi), 'termination', { dataCot: qoi, deadlineMs });
  }

  /** Deactivates an interrogation; the interrogation itself then ends as `cancelled`. */
  cancelInterrogation(qoi = 20, deadlineMs = REQUEST_DEADLINE_MS): Promise<ExchangeReport> {
    return this.request(interrogationAsdu(this.ca, qoi, COT.DEACTIVATION), 'confirmation', {
      deadlineMs,
    });
  }

  /** Counter interrogation, general (5) or group 1–4; `frz` 0 reads. */
  interrogateCounters(rqt = 5, frz = 0, deadlineMs = INTERROGATION_DEADLINE_MS): Promise<ExchangeReport> {
    const dataCot = rqt === 5 ? COT.COUNTER_GENERAL : COT.COUNTER_GENERAL + rqt;
    return this.request(counterInterrogationAsdu(this.ca, rqt, frz), 'termination', {
      dataCot,
      deadlineMs,
    });
  }

  /** Read command: resolves with the object's ASDU or a refusal. */
  readObject(ioa: number, deadlineMs = REQUEST_DEADLINE_MS): Promise<ExchangeReport> {
    return this.request(readAsdu(this.ca, ioa), 'data', { dataCot: COT.REQUEST, deadlineMs });
  }

  /** Test command (107): resolves with its confirmation. */
  testCommand(deadlineMs = REQUEST_DEADLINE_MS): Promise<ExchangeReport> {
    const asdu = testAsdu(this.ca, TEST_COUNTER, this.now());
    return this.request(asdu, 'confirmation', { deadlineMs });
  }

  /** Clock synchronisation, by default with the master's local time. */
  clockSync(time?: Cp56, deadlineMs = REQUEST_DEADLINE_MS): Promise<ExchangeReport> {
    const sent = time ?? this.now();
    return this.request(clockAsdu(this.ca, sent), 'confirmation', { deadlineMs });
  }

  /** A command: `execute` resolves with actterm, `select` and `cancel` with their confirmation. */
  command(command: CommandRequest): Promise<ExchangeReport> {
    const until = (command.mode ?? 'execute') === 'execute' ? 'termination' : 'confirmation';
    const deadlineMs = command.deadlineMs ?? REQUEST_DEADLINE_MS;
    const asdu = commandAsdu(this.ca, { ...command, time: command.time ?? this.now() });
    return this.request(asdu, until, {
      dataCot: COT.RETURN_INFO_REMOTE,
      deadlineMs,
    });
  }

  private now(): Cp56 {
    return cp56FromWallMs(Date.now() + this.clockOffMs, 'local');
  }

  /** Select, and execute if the selection was confirmed; resolves with the report of the last step. */
  async selectAndExecute(command: Omit<CommandRequest, 'mode'>): Promise<ExchangeReport> {
    const selection = await this.command({ ...command, mode: 'select' });
    return selection.outcome === 'done' ? this.command({ ...command, mode: 'execute' }) : selection;
  }
}
