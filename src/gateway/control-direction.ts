/** What the masters of a group ask: checked, kept apart, passed on to the RTU, answered where the RTU can't (`docs/gateway.md` §5). */
import { GLOBAL_CA } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { caTowardsRtu, towardsRtu } from './addressing.js';
import type { Recipients } from './asdu-ring.js';
import {
  type AsduView,
  answerTo,
  CLOCK_SYNC,
  deactivationOf,
  isActingType,
  isCommandType,
  isFileType,
  onlyReads,
  refusalOf,
  viewAsdu,
} from './asdu-view.js';
import { peerOf, peersOf, purposeOf, recipientsOf } from './askers.js';
import { advanceClock, ClockSyncs } from './clock-syncs.js';
import { GROUP_COUNTER, MASTER_COUNTER } from './counters.js';
import type { GroupSettings } from './definition.js';
import { FileOwners } from './file-owners.js';
import { Interrogations, type Run } from './interrogations.js';
import type { MasterLink } from './master-link.js';
import type { Master } from './parties.js';
import { PointCommands } from './point-commands.js';
import type { GatewayLink, GroupLog } from './ports.js';
import { NEGATIVE, type Refusal, refusalFor } from './request-rules.js';
import { type OpenRequest, RequestTable } from './request-table.js';
import type { Outgoing } from './rtu-link.js';

/** Requests that may wait for the RTU, over all masters of a group. */
const MOST_OPEN = 1000;
/** Of one master: not all, for it would shut out the others. */
const MOST_OF_ONE = 500;

/** What it needs of its group. */
export interface ControlHost {
  /** `GROUP_COUNTER`. */
  readonly counters: Float64Array;
  readonly log: GroupLog;
  wallMs(nowMs: number): number;
  /** Puts an ASDU in the queue of the RTU's link; false: there is no link. */
  send(outgoing: Outgoing): boolean;
  withdraw(outgoing: Outgoing): void;
  /** Puts an ASDU of the RTU behind all that it has said. */
  deliver(asdu: AsduView, recipients: Recipients<Master>, nowMs: number): void;
  /** The link of the RTU, for the log. */
  rtuLink(): GatewayLink | undefined;
  /** A deadline may have come nearer. */
  turn(): void;
}

/** The requests of a group. */
export class ControlDirection {
  readonly requests: RequestTable;
  readonly runs: Interrogations;
  readonly files = new FileOwners();
  private readonly commands: PointCommands;
  private readonly clocks: ClockSyncs;
  private readonly queued = new Map<Run, Outgoing>();
  /** Whose ASDUs of file transfer are not written yet, one entry each. */
  private fileAsdus: Master[] = [];

  constructor(
    private readonly settings: GroupSettings,
    private readonly host: ControlHost,
  ) {
    const { answerMs, gi } = settings;
    this.requests = new RequestTable(answerMs);
    this.clocks = new ClockSyncs(settings.clock);
    this.commands = new PointCommands(settings, {
      pass: (master, asked, sent, takenMs) => this.pass(master, asked, sent, takenMs),
      refuse: (master, asked, by, nowMs) => this.refuseConflict(master, asked, by, nowMs),
      cancel: (selection, nowMs) => this.cancel(selection, nowMs),
    });
    this.runs = new Interrogations(
      { gi, answerMs, most: MOST_OPEN },
      {
        send: (run, request) => this.sendRun(run, request),
        withdraw: (run) => this.withdrawRun(run),
        deliver: (asdu, recipients, nowMs) => host.deliver(asdu, recipients, nowMs),
        answer: (master, asdu) => master.reply(asdu),
        note: (what, run, nowMs) => this.noteRun(what, run, nowMs),
      },
    );
  }

  /** Requests that wait for the RTU. */
  get open(): number {
    return this.requests.size + this.runs.size + this.commands.waiting + this.fileAsdus.length;
  }

  /** Whether a further request of a master is too many. */
  private isFullFor(master: Master): boolean {
    const { open } = this;
    if (open < MOST_OF_ONE || open >= MOST_OPEN) return open >= MOST_OPEN;
    const own =
      this.requests.all.filter((request) => request.master === master).length +
      this.runs.openOf(master) +
      this.commands.waitingOf(master) +
      this.fileAsdus.filter((each) => each === master).length;
    return own >= MOST_OF_ONE;
  }

  /** Whether an open request bears this OA. */
  bears(oa: number): boolean {
    return this.requests.bears(oa) || this.runs.bears(oa);
  }

  /** Takes an ASDU of a master, well-formed if its type is known. */
  take(master: MasterLink, octets: Uint8Array, at: number, end: number, nowMs: number): void {
    const { counters } = this.host;
    const asked = viewAsdu(octets, at, end);
    counters[GROUP_COUNTER.REQUESTS]++;
    master.identity.counters[MASTER_COUNTER.REQUESTS]++;
    const refusal = refusalFor(asked, {
      ca: caTowardsRtu(this.settings, master.identity.port, asked.ca),
      isOwnCaOnly: this.settings.ca === 'own',
      rtuNumber: this.settings.rtuNumber,
      mayWrite: master.identity.mayWrite,
      maySetClock: asked.typeId !== CLOCK_SYNC || this.clocks.passes(master),
      isFull: this.isFullFor(master),
      isRtuLost: this.host.rtuLink() === undefined,
    });
    if (refusal !== undefined) {
      this.refuse(master, asked, refusal, nowMs);
      return;
    }
    const sent = towardsRtu(asked, this.settings, master.oa, master.identity.port);
    const isInterrogation = onlyReads(asked) && asked.cot === COT.ACTIVATION;
    this.log(
      nowMs,
      'request',
      master,
      'rx',
      asked.octets,
      isInterrogation ? this.runs.fateOf(master, sent) : '',
    );
    if (asked.typeId === CLOCK_SYNC) this.readClock(master, asked, nowMs);
    if (onlyReads(asked) && this.takeInterrogation(master, asked, sent, nowMs)) return;
    if (isCommandType(asked.typeId)) this.commands.take(master, asked, sent, nowMs);
    else this.pass(master, asked, sent, nowMs);
    this.host.turn();
  }

  /** A master has stopped or gone: nothing more is for it, and what it selected is cancelled. */
  leave(master: MasterLink, nowMs: number): void {
    this.runs.leave(master);
    this.clocks.leave(master);
    this.files.leave(master);
    for (const request of this.requests.all) if (request.master === master) request.master = undefined;
    this.commands.leave(master, nowMs);
    this.host.turn();
  }

  /** Who gets a confirmation, an end or a refusal of the RTU; `undefined`: nobody asked. */
  answered(answer: AsduView, nowMs: number): Recipients<Master> | undefined {
    const shared = this.runs.answered(answer, nowMs);
    if (shared !== undefined) {
      const { recipients, tripMs } = shared;
      const peers = peersOf(recipients);
      this.logReply(answer, peers, tripMs, nowMs);
      return recipients;
    }
    const found = this.requests.answered(answer, nowMs);
    if (found === undefined) return undefined;
    const { request, ends } = found;
    this.logReply(answer, peerOf(request), nowMs - request.sentMs, nowMs);
    if (isCommandType(request.sent.typeId)) this.commands.answered(request, answer, ends, nowMs);
    return recipientsOf(request);
  }

  /** Who gets an object with COT 5; `undefined`: nobody asked. */
  read(data: AsduView): Recipients<Master> | undefined {
    const request = this.requests.read(data);
    return request === undefined ? undefined : recipientsOf(request);
  }

  /** What waits may begin: called when the RTU's latest ASDU is on its way. */
  next(): void {
    this.runs.next();
  }

  tick(nowMs: number): void {
    for (const request of this.requests.overdue(nowMs)) this.giveUp(request, nowMs);
    this.runs.tick(nowMs);
    this.commands.tick(nowMs);
  }

  /** When `tick` has something to do, monotonic ms; Infinity: never. */
  get nextDeadline(): number {
    return Math.min(this.requests.nextDeadline, this.runs.nextDeadline, this.commands.nextDeadline);
  }

  /** The RTU is lost, or its data transfer has stopped: nothing is sent again. */
  clear(): void {
    this.requests.clear();
    this.runs.clear();
    this.commands.clear();
    this.files.clear();
    this.queued.clear();
    this.fileAsdus = [];
  }

  private refuse(master: MasterLink, asked: AsduView, { cot, why, counter }: Refusal, nowMs: number): void {
    this.host.counters[GROUP_COUNTER[counter]]++;
    master.identity.counters[MASTER_COUNTER.REFUSED]++;
    this.log(nowMs, 'request', master, 'rx', asked.octets, `refused: ${why}`);
    this.answer(
      master,
      cot === NEGATIVE ? refusalOf(asked) : answerTo(asked, cot, 'negative'),
      `refused: ${why}`,
      nowMs,
    );
  }

  /** An interrogation, or its end. Returns false if it is neither: then the RTU says what is wrong with it. */
  private takeInterrogation(master: MasterLink, asked: AsduView, sent: AsduView, nowMs: number): boolean {
    if (asked.cot === COT.DEACTIVATION) {
      const isTaken = this.runs.deactivate(master, asked, sent);
      this.host.turn();
      return isTaken;
    }
    if (asked.cot !== COT.ACTIVATION) return false;
    this.host.counters[GROUP_COUNTER.GI_ASKED]++;
    master.identity.counters[MASTER_COUNTER.GI_ASKED]++;
    this.runs.ask(master, asked, sent, nowMs);
    this.host.turn();
    return true;
  }

  private refuseConflict(master: MasterLink, asked: AsduView, by: string, nowMs: number): void {
    this.host.counters[GROUP_COUNTER.CONFLICTS]++;
    master.identity.counters[MASTER_COUNTER.CONFLICTS]++;
    this.answer(master, refusalOf(asked), `refused: ${by} commands this point`, nowMs);
  }

  /** Takes a selection back whose master has gone. */
  private cancel(selection: AsduView, nowMs: number): void {
    const cancel = deactivationOf(selection);
    this.transmit(this.requests.open(undefined, cancel, cancel, nowMs));
  }

  private pass(master: MasterLink, asked: AsduView, sent: AsduView, takenMs: number): void {
    if (isFileType(asked.typeId)) {
      this.files.note(master, sent, asked.oa);
      this.sendUnasked(master, sent);
      return;
    }
    this.transmit(this.requests.open(master, asked, sent, takenMs));
  }

  /** What has no answer by the rules of requests: file transfer. */
  private sendUnasked(master: Master, { octets }: AsduView): void {
    const untilMs = Number.POSITIVE_INFINITY;
    const written = (): Uint8Array => {
      this.fileAsdus.splice(this.fileAsdus.indexOf(master), 1);
      return octets;
    };
    if (this.host.send({ untilMs, turn: 'last', written, expired: () => {} })) this.fileAsdus.push(master);
  }

  /** Gives a request to the RTU's link. What acts on the process is never late. */
  private transmit(request: OpenRequest): void {
    const { sent, takenMs } = request;
    const acts = isActingType(sent.typeId);
    const outgoing: Outgoing = {
      untilMs: acts ? takenMs + this.settings.commandHoldMs : Number.POSITIVE_INFINITY,
      turn: acts || sent.typeId === CLOCK_SYNC ? 'first' : 'last',
      written: (writtenMs) => {
        this.requests.written(request, writtenMs);
        this.host.turn();
        if (sent.typeId === CLOCK_SYNC) advanceClock(sent.octets, writtenMs - takenMs);
        this.log(writtenMs, 'request', this.host.rtuLink(), 'tx', sent.octets, purposeOf(request));
        return sent.octets;
      },
      expired: (expiredMs) => this.expire(request, expiredMs),
    };
    if (!this.host.send(outgoing)) this.requests.close(request);
  }

  /** A command could not be written in time: it is refused and never sent. */
  private expire(request: OpenRequest, nowMs: number): void {
    if (!this.requests.close(request)) return;
    this.host.counters[GROUP_COUNTER.EXPIRED]++;
    const waitedMs = Math.round(nowMs - request.takenMs);
    this.answerOpen(request, `refused: it could not be sent within ${waitedMs} ms`, nowMs);
    if (isCommandType(request.sent.typeId)) this.commands.over(request.sent);
  }

  /** The RTU has not answered, or not to the end. */
  private giveUp(request: OpenRequest, nowMs: number): void {
    if (Number.isNaN(request.confirmedMs)) {
      this.host.counters[GROUP_COUNTER.UNANSWERED]++;
      const seconds = this.settings.answerMs / 1000;
      if (request.end === 'data') this.note(nowMs, request, `no answer of the RTU within ${seconds} s`);
      else this.answerOpen(request, `no answer of the RTU within ${seconds} s`, nowMs);
    } else if (request.sent.ca !== GLOBAL_CA) this.note(nowMs, request, 'the RTU has not said its end');
    if (isCommandType(request.sent.typeId)) this.commands.over(request.sent);
  }

  private answerOpen(request: OpenRequest, why: string, nowMs: number): void {
    const { master, asked } = request;
    if (master === undefined) this.note(nowMs, request, why);
    else this.answer(master, refusalOf(asked), why, nowMs);
  }

  private note(nowMs: number, { sent }: OpenRequest, detail: string): void {
    this.log(nowMs, 'own', this.host.rtuLink(), 'tx', sent.octets, detail);
  }

  private readClock(master: MasterLink, asked: AsduView, nowMs: number): void {
    const { counters } = master.identity;
    const { errorMs, apart } = this.clocks.read(master, asked.octets, this.host.wallMs(nowMs));
    counters[MASTER_COUNTER.CLOCK_SYNCS]++;
    if (!Number.isNaN(errorMs)) counters[MASTER_COUNTER.CLOCK_ERROR_MS] = errorMs;
    if (apart === undefined) return;
    this.host.counters[GROUP_COUNTER.CLOCK_WARNINGS]++;
    const seconds = (apart.byMs / 1000).toFixed(1);
    this.host.log.event(
      nowMs,
      'warning',
      master,
      `its clock is ${seconds} s away from that of ${apart.peer}`,
    );
  }

  private sendRun(run: Run, request: AsduView): void {
    const isDeactivation = request.cot === COT.DEACTIVATION;
    const outgoing: Outgoing = {
      untilMs: Number.POSITIVE_INFINITY,
      turn: 'last',
      written: (nowMs) => {
        this.queued.delete(run);
        if (!isDeactivation) this.host.counters[GROUP_COUNTER.GI_SENT]++;
        this.runs.written(run, nowMs);
        this.log(nowMs, 'request', this.host.rtuLink(), 'tx', request.octets, `for ${peersOf(run.sharers)}`);
        this.host.turn();
        return request.octets;
      },
      expired: () => {},
    };
    this.queued.set(run, outgoing);
    this.host.send(outgoing);
  }

  private withdrawRun(run: Run): void {
    const outgoing = this.queued.get(run);
    this.queued.delete(run);
    if (outgoing !== undefined) this.host.withdraw(outgoing);
  }

  private noteRun(what: 'unanswered' | 'unended', run: Run, nowMs: number): void {
    if (what === 'unanswered') this.host.counters[GROUP_COUNTER.UNANSWERED]++;
    const detail = what === 'unanswered' ? 'no answer of the RTU' : 'the RTU has not said its end';
    this.log(
      nowMs,
      'own',
      this.host.rtuLink(),
      'tx',
      run.sent.octets,
      `${detail}; for ${peersOf(run.sharers)}`,
    );
  }

  private answer(master: Master, asdu: Uint8Array, detail: string, nowMs: number): void {
    this.log(nowMs, 'reply', master.link, 'tx', asdu, detail);
    master.reply(asdu);
  }

  private logReply({ octets }: AsduView, peers: string, tripMs: number, nowMs: number): void {
    this.log(
      nowMs,
      'reply',
      this.host.rtuLink(),
      'rx',
      octets,
      `for ${peers}, after ${tripMs.toFixed(3)} ms`,
    );
  }

  private log(
    nowMs: number,
    event: 'request' | 'reply' | 'own',
    link: GatewayLink | undefined,
    direction: 'rx' | 'tx',
    octets: Uint8Array,
    detail: string,
  ): void {
    if (link !== undefined)
      this.host.log.asdu(nowMs, event, link, direction, { octets, at: 0, end: octets.length }, detail);
  }
}
