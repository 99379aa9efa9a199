/** Commands to points: one master at a time for each point (`docs/gateway.md` §5, commands). */
import { COT } from '../codec/causes.js';
import type { AsduView } from './asdu-view.js';
import type { GroupSettings } from './definition.js';
import type { MasterLink } from './master-link.js';
import type { Master } from './parties.js';
import { PointLocks } from './point-locks.js';
import type { OpenRequest } from './request-table.js';

/** What it asks of those who send and answer. */
export interface CommandPort {
  /** `takenMs`: when it came from the master. */
  pass(master: MasterLink, asked: AsduView, sent: AsduView, takenMs: number): void;
  /** `by`: who commands the point, in words. */
  refuse(master: MasterLink, asked: AsduView, by: string, nowMs: number): void;
  /** Takes a select back at the RTU. */
  cancel(selection: AsduView, nowMs: number): void;
}

/** A command that waits until another master is done with its point (`conflict=queue`). */
interface Waiting {
  readonly master: MasterLink;
  readonly asked: AsduView;
  readonly sent: AsduView;
  readonly takenMs: number;
  readonly untilMs: number;
}

/** The commands of a group. */
export class PointCommands {
  private readonly locks = new PointLocks();
  private queue: Waiting[] = [];

  constructor(
    private readonly settings: Pick<GroupSettings, 'conflict' | 'answerMs' | 'commandHoldMs'>,
    private readonly port: CommandPort,
  ) {}

  /** Commands that wait for their point. */
  get waiting(): number {
    return this.queue.length;
  }

  waitingOf(master: Master): number {
    return this.queue.filter((each) => each.master === master).length;
  }

  /** A master commands a point: passed on, refused, or kept until the point is free. */
  take(master: MasterLink, asked: AsduView, sent: AsduView, nowMs: number): void {
    const { conflict, commandHoldMs } = this.settings;
    if (conflict === 'pass') this.port.pass(master, asked, sent, nowMs);
    else if (this.locks.isFreeFor(sent, master)) {
      this.locks.take(sent, master);
      this.port.pass(master, asked, sent, nowMs);
    } else if (conflict === 'queue') {
      this.queue.push({ master, asked, sent, takenMs: nowMs, untilMs: nowMs + commandHoldMs });
    } else this.port.refuse(master, asked, this.locks.holderOf(sent), nowMs);
  }

  /** The RTU has answered a command: the point stays taken, or is free. `ends`: the request is over. */
  answered({ sent, number, master }: OpenRequest, answer: AsduView, ends: boolean, nowMs: number): void {
    const isSelect = sent.select === 1 && sent.cot === COT.ACTIVATION;
    const isConfirmed = answer.cot === COT.ACTIVATION_CON && !answer.negative;
    if (isSelect && isConfirmed) {
      if (master !== undefined) this.locks.select(sent, number, nowMs + this.settings.answerMs);
      else this.takeBack(sent, nowMs);
    } else if (ends) this.locks.deselect(sent, number);
    if (ends) this.over(sent);
  }

  /** A request for a point is over: the point may be free. */
  over(sent: AsduView): void {
    if (this.locks.release(sent)) this.advance();
  }

  /** A master has stopped or gone: what it selected is taken back. */
  leave(master: MasterLink, nowMs: number): void {
    this.queue = this.queue.filter((each) => each.master !== master);
    for (const selection of this.locks.abandon(master)) this.takeBack(selection, nowMs);
  }

  tick(nowMs: number): void {
    const late = this.queue.filter(({ untilMs }) => untilMs <= nowMs);
    if (late.length > 0) this.queue = this.queue.filter(({ untilMs }) => untilMs > nowMs);
    for (const { master, asked, sent } of late) {
      this.port.refuse(master, asked, this.locks.holderOf(sent), nowMs);
    }
    if (this.locks.expire(nowMs)) this.advance();
  }

  /** When `tick` has something to do, monotonic ms; Infinity: never. */
  get nextDeadline(): number {
    return Math.min(this.locks.nextDeadline, this.queue[0]?.untilMs ?? Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.locks.clear();
    this.queue = [];
  }

  /** The point stays taken until the RTU has confirmed that. */
  private takeBack(selection: AsduView, nowMs: number): void {
    this.locks.hold(selection);
    this.locks.deselect(selection, Number.POSITIVE_INFINITY);
    this.port.cancel(selection, nowMs);
  }

  /** A point is free: commands that waited for it go on, in their order. */
  private advance(): void {
    for (const each of [...this.queue]) {
      const { master, asked, sent, takenMs } = each;
      if (!this.locks.isFreeFor(sent, master)) continue;
      this.queue.splice(this.queue.indexOf(each), 1);
      this.locks.take(sent, master);
      this.port.pass(master, asked, sent, takenMs);
    }
  }
}
