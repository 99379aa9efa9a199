/** The faults on purpose of the program: what each did on each RTU. */
import type { Broadcast } from '../channel/broadcast-ring.js';
import type { FaultNews, FaultStep } from '../channel/shard-protocol.js';
import type { FaultHit, FaultRequest, FaultStatus, Faults } from './api.js';
import type { SendClock } from './send-registry.js';

/** Faults that are over and kept. */
const KEPT = 1000;
/** A common instant is this far in the future, so that every shard has time to wake up and watch the clock, ms. */
const LEAD_MS = 2;

const STEPS: readonly FaultStep[] = [
  'applied',
  'testfr',
  'stopdt',
  'closed',
  'over',
  'connected',
  'started',
  'data',
  'interrogated',
];

/** What a master does when it comes back. */
const RETURN_STEPS = ['connected', 'started', 'data', 'interrogated'] as const;

/** A hit with the counters from which its figures are taken. */
interface Hit extends FaultHit {
  at: Record<FaultStep, number>;
  ending: string;
  open: number;
  resent: number;
  lost: number;
  /** Counters when it was applied. */
  resentBefore: number;
  lostBefore: number;
}

interface Entry {
  status: FaultStatus & { state: 'running' | 'over' };
  hits: Map<number, Hit>;
}

/** What the registry uses of the engine. */
export interface FaultEngine {
  publish(broadcast: Broadcast): void;
  readonly clock: SendClock;
  /** Whether there is an RTU. */
  hasSlot(slot: number): boolean;
  report(what: 'started' | 'over', fault: FaultStatus): void;
}

export class FaultRegistry implements Faults {
  /** In the order of their numbers. */
  private readonly entries = new Map<number, Entry>();
  private lastId = 0;

  constructor(private readonly engine: FaultEngine) {}

  start({ who, startMs: wantedMs = 0, ...order }: FaultRequest): FaultStatus {
    const { clock } = this.engine;
    const unknown = order.slots.find((slot) => !this.engine.hasSlot(slot));
    if (unknown !== undefined) throw new RangeError(`no RTU has slot ${unknown}`);
    const nowMs = clock.monotonicMs();
    const startMs = Math.max(wantedMs, nowMs + LEAD_MS);
    const id = this.lastId + 1;
    const slots = [...order.slots].sort((a, b) => a - b);
    this.engine.publish({ kind: 'fault', order: { ...order, slots, id, startMs } });
    this.lastId = id;
    const hits = new Map(slots.map((slot) => [slot, newHit(slot)]));
    const startedAt = clock.wallMs() + startMs - nowMs;
    const state = slots.length === 0 ? 'over' : 'running';
    const status = { ...order, slots, id, startMs, who, startedAt, state, hits: [...hits.values()] } as const;
    this.entries.set(id, { status, hits });
    this.forget();
    this.engine.report('started', status);
    return status;
  }

  end(id: number): boolean {
    const open = this.list().filter((one) => one.state === 'running' && (id === 0 || one.id === id));
    if (open.length === 0) return false;
    this.engine.publish({ kind: 'fault-end', id });
    return true;
  }

  list(): readonly FaultStatus[] {
    return [...this.entries.values()].map(({ status }) => status);
  }

  /** Takes news of a shard. */
  take({ id, slot, step, atMs, detail, open, resent, lost }: FaultNews): void {
    const entry = this.entries.get(id);
    const hit = entry?.hits.get(slot);
    if (entry === undefined || hit === undefined || !Number.isNaN(hit.at[step])) return;
    hit.at[step] = atMs;
    // The master comes back after this, not before.
    if (step === 'closed') for (const later of RETURN_STEPS) hit.at[later] = Number.NaN;
    if (step === 'closed') hit.ending = detail;
    if (step === 'applied') {
      hit.open = open;
      hit.resentBefore = resent;
      hit.lostBefore = lost;
    } else if (!Number.isNaN(hit.at.applied)) {
      hit.resent = resent - hit.resentBefore;
      hit.lost = lost - hit.lostBefore;
    }
    if (step === 'over') this.look(entry);
  }

  /** A shard died: its RTUs start again, and its faults are over. */
  shardDied(slots: readonly number[]): void {
    const atMs = this.engine.clock.monotonicMs();
    for (const id of [...this.entries.keys()]) for (const slot of slots) this.bury(id, slot, atMs);
  }

  /** The RTU of a fault is gone with its shard. */
  private bury(id: number, slot: number, atMs: number): void {
    const hit = this.entries.get(id)?.hits.get(slot);
    if (hit === undefined || !Number.isNaN(hit.at.over)) return;
    const { open } = hit;
    const [resent, lost] = [hit.resentBefore + hit.resent, hit.lostBefore + hit.lost];
    this.take({ kind: 'fault', id, slot, step: 'over', atMs, detail: '', open, resent, lost });
  }

  private look({ status, hits }: Entry): void {
    if (status.state === 'over' || [...hits.values()].some(({ at }) => Number.isNaN(at.over))) return;
    status.state = 'over';
    this.engine.report('over', status);
  }

  private forget(): void {
    const over = [...this.entries.values()].filter(({ status }) => status.state === 'over');
    for (const { status } of over.slice(0, Math.max(0, over.length - KEPT))) this.entries.delete(status.id);
  }
}

function newHit(slot: number): Hit {
  const at = Object.fromEntries(STEPS.map((step) => [step, Number.NaN])) as Record<FaultStep, number>;
  return { slot, at, ending: '', open: 0, resent: 0, lost: 0, resentBefore: 0, lostBefore: 0 };
}
