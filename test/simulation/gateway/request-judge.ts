/** Judges commands and other requests of a group: none twice, none late, none of two masters at one point, each answer to who asked. */
import {
  ACT,
  ACT_CON,
  ACT_TERM,
  type Asdu,
  CALL_FILE,
  CLOCK_SYNC,
  COUNTER_REQUEST,
  DEACT,
  DEACT_CON,
  PRIVATE,
  READ,
  SINGLE_EVENT,
} from './gateway-asdu.js';
import type { GroupBook } from './group-book.js';
import type { Item } from './group-items.js';
import { InterrogationJudge } from './interrogation-judge.js';
import type { MasterView } from './master-view.js';

/** A request with a serial number. */
interface Request {
  readonly key: string;
  readonly view: MasterView;
  readonly period: number;
  readonly asdu: Asdu;
  readonly readMs: number;
  writtenMs: number;
  /** OA towards the RTU. */
  rtuOa: number;
  confirmedMs: number;
  /** The RTU has said its last word. */
  isOver: boolean;
  /** When an answer came though its time was just over; NaN: none did. */
  unsureMs: number;
  /** The gateway has refused it, or said that the RTU does not answer. */
  isRefused: boolean;
}

/** Times are exact up to the rounding of doubles. */
const TINY_MS = 1e-6;

export class RequestJudge {
  readonly interrogations: InterrogationJudge;
  private readonly requests = new Map<string, Request>();
  /** Those at the RTU whose answers may still come, in the order in which they were written. */
  private live: Request[] = [];
  /** Who has called a file last, by IOA. */
  private readonly callers = new Map<number, { view: MasterView; period: number; oa: number }>();
  /** Selects that the gateway has taken back because their master has gone. */
  private readonly ownCancels = new Set<string>();

  constructor(private readonly book: GroupBook) {
    this.interrogations = new InterrogationJudge(book);
  }

  /** Requests that are known. */
  get count(): number {
    return this.requests.size;
  }

  /** The gateway has read a request of a master. */
  asked(view: MasterView, asdu: Asdu): void {
    view.asked.set(asdu.type, (view.asked.get(asdu.type) ?? 0) + 1);
    const isRtuLost = this.book.rtu === undefined;
    if (InterrogationJudge.concerns(asdu)) {
      if (!isRtuLost) this.interrogations.read(view, asdu);
      return;
    }
    if (asdu.serial < 0) return;
    const key = keyOf(asdu);
    if (asdu.type === CALL_FILE && !view.isReader)
      this.callers.set(asdu.ioa, { view, period: view.period, oa: asdu.oa });
    this.requests.set(key, {
      key,
      view,
      period: view.period,
      asdu,
      readMs: this.book.world.nowMs,
      writtenMs: Number.NaN,
      rtuOa: -1,
      confirmedMs: Number.NaN,
      isOver: false,
      // Its link ends in a moment: it may be refused, or not be answered.
      unsureMs: isRtuLost ? this.book.world.nowMs : Number.NaN,
      isRefused: false,
    });
  }

  /** The gateway has written a request to the RTU. */
  wrote(asdu: Asdu): void {
    const { book } = this;
    if (asdu.type === COUNTER_REQUEST && !InterrogationJudge.concerns(asdu))
      book.fail('wrote a freeze that nobody asked for');
    if (InterrogationJudge.concerns(asdu)) {
      this.interrogations.wrote(asdu);
      return;
    }
    if (asdu.serial < 0) {
      if (asdu.type !== READ && asdu.type !== CLOCK_SYNC) book.fail(`wrote type ${asdu.type} to the RTU`);
      return;
    }
    const request = this.requests.get(keyOf(asdu));
    if (request === undefined) {
      this.ownCancel(asdu);
      return;
    }
    const { nowMs } = book.world;
    if (asdu.cot === DEACT && !this.isThere(request)) {
      // Its master has taken the select back itself, and has gone before the RTU confirmed that.
      this.ownCancel(asdu);
      return;
    }
    if (!Number.isNaN(request.writtenMs)) book.fail(`wrote ${request.key} twice`);
    if (request.isRefused) book.fail(`wrote ${request.key}, which it had refused`);
    const waitedMs = nowMs - request.readMs;
    if (isCommand(asdu) && waitedMs > book.settings.commandHoldMs + TINY_MS) {
      book.fail(
        `wrote ${request.key} ${waitedMs.toFixed(3)} ms after it was read, hold ${book.settings.commandHoldMs} ms`,
      );
    }
    if (asdu.text !== request.asdu.text) book.fail(`wrote ${asdu.text}, asked ${request.asdu.text}`);
    if (!this.mayPass(request)) book.fail(`wrote ${request.key}, which the RTU must not see`);
    this.checkOriginator(request, asdu);
    if (isCommand(asdu) && book.settings.conflict !== 'pass') {
      const other = this.rivalOf(request, 'sure');
      if (other !== undefined) book.fail(`wrote ${request.key} while ${other.key} is not over at its point`);
    }
    request.writtenMs = nowMs;
    request.rtuOa = asdu.oa;
    this.live.push(request);
  }

  /** The gateway has read an answer of the RTU: who must get it. */
  answered(asdu: Asdu): Pick<Item, 'to' | 'oa'> & { view?: MasterView } {
    const { book } = this;
    if (asdu.qualifier >= 0) {
      this.interrogations.answered(asdu);
      return { to: 'judged', oa: -1 };
    }
    if (asdu.serial < 0) return { to: 'judged', oa: -1 };
    this.live = this.live.filter(
      ({ isOver, isRefused, ...one }) => !isOver && !isRefused && !this.isPast(one),
    );
    const alike = this.live.filter((one) => fits(one, asdu));
    const request = alike.find(({ rtuOa }) => asdu.oa !== 0 && rtuOa === asdu.oa) ?? alike[0];
    // Nobody, as far as can be said: where a deadline is just over it may be that the gateway has not looked.
    if (request === undefined) return { to: 'one', oa: -1 };
    const { nowMs } = book.world;
    const isUnsure = (one: Request): boolean =>
      !Number.isNaN(one.unsureMs) || nowMs >= deadlineOf(one, book.settings.answerMs);
    if (alike.some(isUnsure)) {
      for (const one of alike) one.unsureMs = nowMs;
      return { to: 'judged', oa: -1 };
    }
    const { view } = request;
    const isPositive = asdu.cot === ACT_CON && !asdu.negative;
    if (isPositive) request.confirmedMs = nowMs;
    if (!isPositive || !goesOn(request.asdu)) request.isOver = true;
    return this.isThere(request) ? { to: 'one', oa: request.asdu.oa, view } : { to: 'one', oa: -1 };
  }

  /** The gateway has read an ASDU of file transfer of the RTU: who must get it. */
  file({ ioa }: Asdu): Pick<Item, 'to' | 'oa'> & { view?: MasterView } {
    const caller = this.callers.get(ioa);
    if (caller === undefined || !this.isThere(caller)) return { to: 'one', oa: -1 };
    return { to: 'one', oa: caller.oa, view: caller.view };
  }

  /** Whether the master that asked is still there, and has not stopped since. */
  private isThere({ view, period }: Pick<Request, 'view' | 'period'>): boolean {
    return view.isStarted && view.period === period && !view.isClosed;
  }

  private isPast(request: Pick<Request, 'view' | 'writtenMs' | 'confirmedMs' | 'unsureMs'>): boolean {
    const { answerMs } = this.book.settings;
    const fromMs = Number.isNaN(request.unsureMs) ? deadlineOf(request, 0) : request.unsureMs;
    return request.view.watch.isOver(fromMs, answerMs);
  }

  /** The gateway has written something of its own to a master, or an answer that bears no serial number. */
  own(view: MasterView, asdu: Asdu): void {
    if (asdu.qualifier >= 0) {
      this.interrogations.written(view, asdu);
      return;
    }
    if (asdu.serial < 0) {
      if ((view.asked.get(asdu.type) ?? 0) === 0)
        view.watch.fail(`wrote type ${asdu.type}, which it did not ask for`);
      return;
    }
    const request = this.requests.get(keyOf(asdu));
    if (request === undefined || request.view !== view || request.period !== view.period) {
      const [due] = view.due;
      const next = due === undefined ? '' : `, and ${view.due.length} ASDUs are due, first ${due.asdu.text}`;
      view.watch.fail(`wrote ${asdu.text}, which answers nothing that it asked${next}`);
    }
    if (!asdu.negative) view.watch.fail(`wrote ${asdu.text}, which the RTU did not say to it`);
    if (asdu.oa !== request.asdu.oa)
      view.watch.fail(`wrote OA ${asdu.oa} in ${asdu.text}, asked with ${request.asdu.oa}`);
    if (request.isRefused) view.watch.fail(`refused ${request.key} twice`);
    const { settings, world } = this.book;
    request.isRefused = true;
    if (!Number.isNaN(request.unsureMs)) return;
    if (!Number.isNaN(request.writtenMs)) {
      if (!Number.isNaN(request.confirmedMs))
        view.watch.fail(`refused ${request.key} behind its confirmation`);
      const waitedMs = world.nowMs - request.writtenMs;
      if (waitedMs < settings.answerMs - TINY_MS)
        view.watch.fail(`refused ${request.key} ${waitedMs.toFixed(0)} ms after it was sent`);
      return;
    }
    const wantedCot = this.refusalCause(request);
    if (wantedCot !== undefined && asdu.cot !== wantedCot)
      view.watch.fail(`refused ${request.key} with COT ${asdu.cot}, expected ${wantedCot}`);
    if (wantedCot !== undefined) return;
    if (asdu.cot !== ACT_CON && asdu.cot !== DEACT_CON)
      view.watch.fail(`refused ${request.key} with COT ${asdu.cot}`);
    const isExpired = world.nowMs >= request.readMs + settings.commandHoldMs - TINY_MS;
    if (!isExpired && this.rivalOf(request, 'possible') === undefined)
      view.watch.fail(`refused ${request.key} without a reason`);
  }

  /** The RTU is lost, or its data transfer has ended without a master: nothing is open. */
  forget(): void {
    this.live = [];
    this.callers.clear();
    this.interrogations.forget();
  }

  /** Everything is quiet: each request of a master that is still there has its answer. */
  checkEnd(): void {
    this.interrogations.checkEnd();
    for (const {
      key,
      view,
      period,
      isOver,
      unsureMs,
      isRefused,
      confirmedMs,
      asdu,
    } of this.requests.values()) {
      if (!view.isStarted || view.period !== period || isOver || isRefused || !Number.isNaN(unsureMs))
        continue;
      if (!Number.isNaN(confirmedMs)) continue;
      if (asdu.type !== CALL_FILE) view.watch.fail(`${key} was never answered`);
    }
  }

  /** Another master's command at the same point that is not over, `sure`ly or `possibl`y. */
  private rivalOf({ view, period, asdu, readMs }: Request, how: 'sure' | 'possible'): Request | undefined {
    const { nowMs } = this.book.world;
    const { answerMs } = this.book.settings;
    for (const other of this.requests.values()) {
      if (!isCommand(other.asdu)) continue;
      // What a master has begun before it stopped is like another's.
      if (other.view === view && (how === 'sure' || other.period === period)) continue;
      if (other.asdu.ioa !== asdu.ioa || other.asdu.ca !== asdu.ca) continue;
      if (how === 'possible') {
        if (!Number.isNaN(other.writtenMs) || readMs < other.readMs + this.book.settings.commandHoldMs)
          return other;
        continue;
      }
      if (this.isSelected(other)) return other;
      if (Number.isNaN(other.writtenMs) || other.isOver || other.isRefused) continue;
      if (!Number.isNaN(other.unsureMs)) continue;
      if (!this.isThere(other)) continue;
      const fromMs = Number.isNaN(other.confirmedMs) ? other.writtenMs : other.confirmedMs;
      if (nowMs < fromMs + answerMs) return other;
    }
    return undefined;
  }

  /** Whether a select holds its point: it is confirmed, its master is there, and has done nothing more with the point. */
  private isSelected({ view, period, asdu, readMs, confirmedMs, unsureMs }: Request): boolean {
    const { world, settings } = this.book;
    if (!asdu.select || asdu.cot !== ACT || Number.isNaN(confirmedMs) || !Number.isNaN(unsureMs))
      return false;
    if (world.nowMs >= confirmedMs + settings.answerMs || !this.isThere({ view, period })) return false;
    for (const next of this.requests.values()) {
      if (next.view !== view || next.asdu === asdu || next.readMs < readMs) continue;
      if (next.asdu.ioa === asdu.ioa && next.asdu.ca === asdu.ca) return false;
    }
    return true;
  }

  /** Whether rights, direction and CA let the RTU see a request. */
  private mayPass(request: Request): boolean {
    return this.refusalCause(request) === undefined;
  }

  /** The cause with which the gateway has to refuse a request whatever the RTU does; `undefined`: it has not. */
  private refusalCause({ view, asdu }: Request): number | undefined {
    const { settings } = this.book;
    if (asdu.type === SINGLE_EVENT) return 44;
    if (settings.ca === 'own' && asdu.ca !== settings.rtuNumber) return 46;
    if (view.isReader) return asdu.cot === DEACT ? DEACT_CON : ACT_CON;
    return undefined;
  }

  private checkOriginator({ view, asdu }: Request, sent: Asdu): void {
    const { book } = this;
    const { oa } = book.settings;
    if (oa === 'keep' ? sent.oa !== asdu.oa : oa !== 'map' && sent.oa !== oa)
      book.fail(`wrote OA ${sent.oa} to the RTU`);
    if (oa !== 'map') return;
    if (sent.oa < 1 || sent.oa > 254) book.fail(`wrote OA ${sent.oa} to the RTU`);
    if (view.rtuOa >= 0 && view.rtuOa !== sent.oa)
      book.fail(`wrote OA ${sent.oa} for a master that had ${view.rtuOa}`);
    view.rtuOa = sent.oa;
    for (const other of book.views) {
      if (other !== view && !other.isClosed && other.phase === 'connected' && other.rtuOa === sent.oa) {
        book.fail(`wrote OA ${sent.oa} for two masters`);
      }
    }
  }

  /** The gateway itself takes a select back whose master has stopped or gone. */
  private ownCancel(asdu: Asdu): void {
    const select = this.requests.get(keyOf({ ...asdu, cot: ACT }));
    if (asdu.cot !== DEACT || select === undefined || Number.isNaN(select.writtenMs))
      this.book.fail(`wrote ${asdu.text}, which nobody asked`);
    const { key } = select;
    if (this.isThere(select)) this.book.fail(`cancelled ${key}, whose master is there`);
    this.ownCancels.add(keyOf(asdu));
    const { nowMs } = this.book.world;
    const cancel = {
      ...select,
      key: keyOf(asdu),
      asdu,
      writtenMs: nowMs,
      rtuOa: asdu.oa,
      confirmedMs: Number.NaN,
      isOver: false,
      isRefused: false,
    };
    this.live.push(cancel);
  }
}

/** When the gateway gives a request up. */
function deadlineOf(
  { writtenMs, confirmedMs }: Pick<Request, 'writtenMs' | 'confirmedMs'>,
  answerMs: number,
): number {
  return (Number.isNaN(confirmedMs) ? writtenMs : confirmedMs) + answerMs;
}

/** Whether a request has an end besides its confirmation. */
function goesOn(asdu: Asdu): boolean {
  return isCommand(asdu) && asdu.cot === ACT && !asdu.select;
}

/** Whether an answer may belong to a request: type, CA, IOA, S/E bit, and its cause can follow now. */
function fits({ asdu, confirmedMs }: Request, answer: Asdu): boolean {
  if (
    asdu.type !== answer.type ||
    asdu.ca !== answer.ca ||
    asdu.ioa !== answer.ioa ||
    asdu.select !== answer.select
  )
    return false;
  if (answer.cot === ACT_TERM) return goesOn(asdu);
  if (answer.cot === DEACT_CON) return asdu.cot === DEACT;
  return Number.isNaN(confirmedMs) && (answer.cot !== ACT_CON || asdu.cot !== DEACT);
}

function isCommand({ type }: Pick<Asdu, 'type'>): boolean {
  return type >= 45 && type <= 64;
}

/** The request that this is, or that it answers. */
function keyOf({ type, serial, select, cot }: Pick<Asdu, 'type' | 'serial' | 'select' | 'cot'>): string {
  const isAct =
    cot === ACT ||
    cot === ACT_CON ||
    cot === ACT_TERM ||
    cot >= 44 ||
    type === CALL_FILE ||
    (type === SINGLE_EVENT && cot === 3);
  return `${type === PRIVATE ? 'private' : type}:${serial}${select ? ':select' : ''}:${isAct ? 'act' : 'deact'}`;
}
