/** When which host of an RTU is tried (`docs/gateway.md` §3). */
import type { RtuHost } from './definition.js';

/** A link that lived so long shows that its host works: the pauses begin anew, ms. */
const GOOD_LINK_MS = 10_000;
/** Pauses are longer by up to this share, so that groups that lost their RTUs together do not dial together. */
const JITTER = 0.25;

/** The settings that a plan needs. */
export interface DialSettings {
  readonly hosts: readonly RtuHost[];
  readonly retryFirstMs: number;
  readonly retryMostMs: number;
}

/**
 * Tries all hosts in their order, from the one after the last used, then pauses: `retryFirstMs` at first, doubling up to
 * `retryMostMs`. The first dial of all, and the first after a link that worked, is at once.
 */
export class DialPlan {
  /** Number of the host that is tried next, from 0. */
  private nextHost = 0;
  /** Hosts that failed since the last pause. */
  private failed = 0;
  private pauseMs: number;
  private dueMs = Number.POSITIVE_INFINITY;
  private connectedMs = 0;

  constructor(
    private readonly settings: DialSettings,
    /** A number 0…1. */
    private readonly random: () => number,
  ) {
    this.pauseMs = settings.retryFirstMs;
  }

  /** When the next host is due, monotonic ms; Infinity: a dial or a link is under way. */
  get nextDeadline(): number {
    return this.dueMs;
  }

  /** Begins with the first host. */
  start(nowMs: number): void {
    this.dueMs = nowMs;
  }

  /** The host to dial now, and its number. */
  take(): { host: RtuHost; number: number } {
    this.dueMs = Number.POSITIVE_INFINITY;
    const number = this.nextHost;
    this.nextHost = (number + 1) % this.settings.hosts.length;
    return { host: this.settings.hosts[number], number };
  }

  /** The dial has failed. */
  dialFailed(nowMs: number): void {
    this.failed++;
    if (this.failed < this.settings.hosts.length) this.dueMs = nowMs;
    else this.pause(nowMs);
  }

  connected(nowMs: number): void {
    this.connectedMs = nowMs;
  }

  /** The link has ended. */
  lost(nowMs: number): void {
    if (nowMs - this.connectedMs < GOOD_LINK_MS) {
      this.dialFailed(nowMs);
      return;
    }
    this.failed = 0;
    this.pauseMs = this.settings.retryFirstMs;
    this.dueMs = nowMs;
  }

  private pause(nowMs: number): void {
    this.failed = 0;
    this.dueMs = nowMs + this.pauseMs * (1 + JITTER * this.random());
    this.pauseMs = Math.min(this.pauseMs * 2, this.settings.retryMostMs);
  }
}
