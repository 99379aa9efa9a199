/** Interrogations of several masters: one at the RTU for all who ask alike (`docs/gateway.md` §5, interrogations). */
import { GLOBAL_CA } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import type { Recipient } from './asdu-ring.js';
import { type AsduView, answerTo, deactivationOf, interrogationOf, refusalOf } from './asdu-view.js';
import type { Master } from './parties.js';

/** A master that waits for an interrogation. */
interface Sharer {
  readonly master: Master;
  /** As it asked. */
  readonly asked: AsduView;
}

/** One interrogation at the RTU, or one that waits for its turn there. */
export interface Run {
  /** As it goes to the RTU: the request of the first who asked. */
  readonly sent: AsduView;
  sharers: readonly Sharer[];
  /** Sharers as recipients; made anew when they change, because ASDUs on their way keep theirs. */
  recipients: readonly Recipient<Master>[];
  /** `queued`: given to the link of the RTU; `sent`: written; `data`: an answer has come that a later asker would miss. */
  state: 'waiting' | 'queued' | 'sent' | 'confirmed' | 'data' | 'ended';
  /** Its end was asked for. */
  isStopping: boolean;
  /** Confirmations of the RTU, for those who join later: one for each CA. */
  readonly confirmations: AsduView[];
  /** CAs that have ended. */
  ends: number;
  /** When its request was written, monotonic ms; NaN: not yet. */
  sentMs: number;
  /** When it is over without another answer, monotonic ms. */
  deadlineMs: number;
}

/** What runs need of their group. */
export interface RunHost {
  /** Gives a request to the link of the RTU; `written` of the run is called when it is out. */
  send(run: Run, request: AsduView): void;
  /** Takes a request back that is not written yet. */
  withdraw(run: Run): void;
  /** Puts an ASDU of the RTU behind all that it has said, for these only. */
  deliver(asdu: AsduView, recipients: readonly Recipient<Master>[], nowMs: number): void;
  /** The gateway's own answer. */
  answer(master: Master, asdu: Uint8Array): void;
  note(what: 'unanswered' | 'unended', run: Run, nowMs: number): void;
}

/** Settings of the group. */
export interface RunSettings {
  readonly gi: 'shared' | 'each';
  readonly answerMs: number;
  /** Most interrogations that wait. */
  readonly most: number;
}

/** The interrogations, and requests for counters that only read, of a group. */
export class Interrogations {
  /** At the RTU: one at most, unless each master has its own. */
  private running: Run[] = [];
  private waiting: Run[] = [];
  /** Over, but an answer of another CA, or the end of what was taken back, may still come. */
  private trailing: Run[] = [];

  constructor(
    private readonly settings: RunSettings,
    private readonly host: RunHost,
  ) {}

  /** Runs at the RTU and those that wait. */
  get size(): number {
    return this.running.length + this.waiting.length;
  }

  /** Whether an interrogation at the RTU bears this OA. */
  bears(oa: number): boolean {
    return [...this.running, ...this.trailing].some(({ sent }) => sent.oa === oa);
  }

  /** How many of them a master has asked for. */
  openOf(master: Master): number {
    const isOwn = ({ sharers }: Run): boolean => sharers.some((sharer) => sharer.master === master);
    return this.running.filter(isOwn).length + this.waiting.filter(isOwn).length;
  }

  /** A master asks; `sent`: with the addresses towards the RTU. Returns false where too many wait. */
  ask(master: Master, asked: AsduView, sent: AsduView, nowMs: number): boolean {
    const sharer: Sharer = { master, asked };
    const run = this.settings.gi === 'shared' ? this.joinable(master, sent) : undefined;
    if (run !== undefined) {
      this.setSharers(run, [...run.sharers, sharer]);
      const own = [recipientOf(sharer)];
      for (const confirmation of run.confirmations) this.host.deliver(confirmation, own, nowMs);
      return true;
    }
    if (this.size >= this.settings.most) return false;
    const fresh: Run = {
      sent,
      sharers: [],
      recipients: [],
      state: 'waiting',
      isStopping: false,
      confirmations: [],
      ends: 0,
      sentMs: Number.NaN,
      deadlineMs: Number.POSITIVE_INFINITY,
    };
    this.setSharers(fresh, [sharer]);
    this.waiting.push(fresh);
    this.next();
    return true;
  }

  /** What becomes of an interrogation that a master asks for now, for the log; empty: it goes to the RTU. */
  fateOf(master: Master, sent: AsduView): string {
    if (this.settings.gi === 'each') return '';
    const [first] = this.joinable(master, sent)?.sharers ?? [];
    if (first !== undefined) return `shares that of ${first.master.peer}`;
    return this.running.length > 0 ? 'waits until the one at the RTU is over' : '';
  }

  /** A master takes its interrogation back. Returns false if it has none: the RTU may say so itself. */
  deactivate(master: Master, request: AsduView, sent: AsduView): boolean {
    const run = [...this.running, ...this.waiting].find(
      (each) => isAlike(each.sent, sent) && each.sharers.some((sharer) => sharer.master === master),
    );
    if (run === undefined) return this.refuseDeactivation(master, request, sent);
    if (run.isStopping) return false;
    if (run.sharers.length === 1 && run.state !== 'waiting' && run.state !== 'queued') {
      run.isStopping = true;
      // Its confirmation bears the OA of the request that takes it back.
      this.setSharers(run, [{ master, asked: request }]);
      this.host.send(run, sent);
      return true;
    }
    this.host.answer(master, answerTo(request, COT.DEACTIVATION_CON, 'positive'));
    this.remove(run, master);
    return true;
  }

  /** A master takes back what it has not asked for. That of others must not end by it; returns false if there is none. */
  private refuseDeactivation(master: Master, request: AsduView, sent: AsduView): boolean {
    const isOthers = [...this.running, ...this.waiting].some(
      (run) => isAlike(run.sent, sent) && run.sharers.length > 0,
    );
    if (isOthers) this.host.answer(master, answerTo(request, COT.DEACTIVATION_CON, 'negative'));
    return isOthers;
  }

  /** A master stops or has gone: nothing more is for it. */
  leave(master: Master): void {
    for (const run of [...this.running, ...this.waiting]) {
      if (run.sharers.some((sharer) => sharer.master === master)) this.remove(run, master);
    }
    for (const run of this.trailing) this.setSharers(run, without(run, master));
  }

  /** The request of the run was written. */
  written(run: Run, nowMs: number): void {
    if (run.state === 'queued') {
      run.state = 'sent';
      run.sentMs = nowMs;
    }
    run.deadlineMs = nowMs + this.settings.answerMs;
  }

  /**
   * A confirmation, an end or a refusal of the RTU: who gets it, or `undefined` if it belongs to no interrogation. The caller delivers it; only
   * then `settle` may begin the next one.
   */
  answered(
    answer: AsduView,
    nowMs: number,
  ): { recipients: readonly Recipient<Master>[]; tripMs: number } | undefined {
    const run = findAnswered(this.running, answer) ?? findAnswered(this.trailing, answer);
    if (run === undefined) return undefined;
    const { recipients } = run;
    run.deadlineMs = nowMs + this.settings.answerMs;
    const isGlobal = run.sent.ca === GLOBAL_CA;
    switch (answer.cot) {
      case COT.ACTIVATION_CON:
        if (answer.negative) run.ends++;
        else {
          if (run.state === 'sent') run.state = 'confirmed';
          run.confirmations.push(answer);
        }
        if (answer.negative && (!isGlobal || run.ends > run.confirmations.length)) this.end(run);
        break;
      case COT.ACTIVATION_TERM:
        run.ends++;
        if (!isGlobal || run.ends >= run.confirmations.length) this.end(run);
        break;
      case COT.DEACTIVATION_CON:
        if (answer.negative) run.isStopping = false;
        else this.end(run);
        break;
      default:
        run.ends++;
        if (!isGlobal || run.ends > run.confirmations.length) this.end(run);
    }
    return { recipients, tripMs: nowMs - run.sentMs };
  }

  /** Data of an interrogation: who gets them, or `undefined` if none asked. */
  data(cot: number, ca: number, oa: number, nowMs: number): readonly Recipient<Master>[] | undefined {
    const kind = interrogationOf(cot);
    if (kind === undefined) return undefined;
    const run = findData(this.running, kind, ca, oa) ?? findData(this.trailing, kind, ca, oa);
    if (run === undefined) return undefined;
    if (run.state !== 'ended') run.state = 'data';
    run.deadlineMs = nowMs + this.settings.answerMs;
    return run.recipients;
  }

  /** Begins what waits, where there is room. */
  next(): void {
    while (this.waiting.length > 0 && (this.settings.gi === 'each' || this.running.length === 0)) {
      const run = this.waiting.shift() as Run;
      run.state = 'queued';
      this.running.push(run);
      this.host.send(run, run.sent);
    }
  }

  /** When `tick` has something to do, monotonic ms; Infinity: never. */
  get nextDeadline(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { deadlineMs } of this.running) if (deadlineMs < next) next = deadlineMs;
    for (const { deadlineMs } of this.trailing) if (deadlineMs < next) next = deadlineMs;
    return next;
  }

  /** Ends what the RTU has left without an answer. */
  tick(nowMs: number): void {
    this.trailing = this.trailing.filter(({ deadlineMs }) => deadlineMs > nowMs);
    for (const run of this.running.filter(({ deadlineMs }) => deadlineMs <= nowMs)) {
      const isConfirmed = run.confirmations.length > 0;
      this.host.note(isConfirmed ? 'unended' : 'unanswered', run, nowMs);
      // An end is never invented; that nobody confirmed is the truth.
      if (!isConfirmed)
        for (const { master, asked } of run.sharers) this.host.answer(master, refusalOf(asked));
      this.end(run);
    }
    this.next();
  }

  /** The RTU is lost. */
  clear(): void {
    this.running = [];
    this.waiting = [];
    this.trailing = [];
  }

  /** A run that `master` can share: it asks alike, and the master has missed nothing of it. */
  private joinable(master: Master, sent: AsduView): Run | undefined {
    return [...this.running, ...this.waiting].find(
      (run) =>
        isAlike(run.sent, sent) &&
        run.state !== 'data' &&
        run.ends === 0 &&
        !run.isStopping &&
        run.sharers.length > 0 &&
        !run.sharers.some((sharer) => sharer.master === master),
    );
  }

  private setSharers(run: Run, sharers: readonly Sharer[]): void {
    run.sharers = sharers;
    run.recipients = sharers.map(recipientOf);
  }

  private remove(run: Run, master: Master): void {
    this.setSharers(run, without(run, master));
    if (run.sharers.length > 0) return;
    if (run.state === 'waiting') this.waiting.splice(this.waiting.indexOf(run), 1);
    else if (run.state === 'queued') {
      this.host.withdraw(run);
      this.running.splice(this.running.indexOf(run), 1);
      run.state = 'ended';
      this.next();
    } else if (!run.isStopping) {
      run.isStopping = true;
      this.host.send(run, deactivationOf(run.sent));
    }
  }

  private end(run: Run): void {
    if (run.state === 'ended') return;
    run.state = 'ended';
    this.running.splice(this.running.indexOf(run), 1);
    if (run.isStopping || run.sent.ca === GLOBAL_CA) this.trailing.push(run);
  }
}

function recipientOf({ master, asked }: Sharer): Recipient<Master> {
  return { master, oa: asked.oa };
}

function without({ sharers }: Run, master: Master): readonly Sharer[] {
  return sharers.filter((sharer) => sharer.master !== master);
}

/** Whether two requests ask for the same. */
function isAlike(a: AsduView, b: AsduView): boolean {
  return a.typeId === b.typeId && a.ca === b.ca && a.qualifier === b.qualifier;
}

/** The run that an answer belongs to: of several alike the one whose OA it bears, else the first that still waits for such an answer. */
function findAnswered(runs: readonly Run[], answer: AsduView): Run | undefined {
  let first: Run | undefined;
  for (const run of runs) {
    const { sent, state } = run;
    if (state === 'waiting' || state === 'queued' || !isSameRequest(sent, answer)) continue;
    const isConfirmed = run.confirmations.length > 0 && sent.ca !== GLOBAL_CA;
    // Late answers, of an interrogation that is over: a second confirmation, an end before the confirmation, or the confirmation of an end
    // that nobody asked for.
    if (answer.cot === COT.ACTIVATION_CON && isConfirmed) continue;
    if (answer.cot === COT.ACTIVATION_TERM && state === 'sent') continue;
    if (answer.cot === COT.DEACTIVATION_CON && !run.isStopping) continue;
    if (answer.oa !== 0 && sent.oa === answer.oa) return run;
    first ??= run;
  }
  return first;
}

function isSameRequest(sent: AsduView, answer: AsduView): boolean {
  if (sent.typeId !== answer.typeId || sent.qualifier !== answer.qualifier) return false;
  return sent.ca === answer.ca || sent.ca === GLOBAL_CA;
}

function findData(
  runs: readonly Run[],
  { typeId, qualifier }: { typeId: number; qualifier: number },
  ca: number,
  oa: number,
): Run | undefined {
  let first: Run | undefined;
  for (const run of runs) {
    const { sent, state } = run;
    if (state === 'waiting' || state === 'queued') continue;
    if (sent.typeId !== typeId || sent.qualifier !== qualifier) continue;
    if (sent.ca !== ca && sent.ca !== GLOBAL_CA) continue;
    if (oa !== 0 && sent.oa === oa) return run;
    first ??= run;
  }
  return first;
}
