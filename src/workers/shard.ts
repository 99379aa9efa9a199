/**
 * A shard: a thread that owns the sockets, deadlines and logs of its RTUs (`docs/architecture.md`, threads).
 * Socket octets → deframer → session → station → octets; broadcasts come through the ring, requests through Comlink.
 */
import { LatencyTable } from '../channel/latency-table.js';
import { PauseTable } from '../channel/pause-table.js';
import { PauseWatch } from '../channel/pause-watch.js';
import { SendTable } from '../channel/send-table.js';
import type { LinkEvent, ShardEvent, ShardTask } from '../channel/shard-protocol.js';
import { ShardTable } from '../channel/shard-table.js';
import { StatsTable } from '../channel/stats-table.js';
import type { Outbox } from '../station/apci/outbox.js';
import { HeldMemory } from '../station/events/held-events.js';
import type { HeldGroup } from '../station/events/held-group.js';
import type { JournalEntry } from '../station/journal.js';
import type { Link } from '../station/link.js';
import type { LatencyRow } from '../station/measures/latency-row.js';
import type { Journal, Peer, RtuPort, SentList } from '../station/ports.js';
import type { IndexRun } from '../station/sends/index-run.js';
import type { Station } from '../station/station.js';
import type { StationHost } from '../station/station-host.js';
import { newTimeTags } from '../station/time-tag.js';
import { CoordinatorWatch } from './coordinator-watch.js';
import { ShardFaults } from './faults/shard-faults.js';
import { createNodeMachine } from './node-machine.js';
import type { Machine } from './ports.js';
import { Sends } from './sends.js';
import { ShardBroadcasts } from './shard-broadcasts.js';
import { ShardLogs } from './shard-logs.js';
import { ShardMeter } from './shard-meter.js';
import { ShardReactions } from './shard-reactions.js';
import { ShardRequests } from './shard-requests.js';
import { ShardRtus } from './shard-rtus.js';
import { ShardServing } from './shard-serving.js';
import { runTask } from './shard-task.js';
import { warmUp } from './warm-up.js';

const LINK_EVENTS: ReadonlySet<string> = new Set<LinkEvent>([
  'connect',
  'refuse',
  'startdt',
  'stopdt',
  'flood',
  'disconnect',
  'warning',
]);

/** The task of a simulator's shard; ends at shutdown. */
export function runShard(task: ShardTask): Promise<void> {
  return runTask(task, (files) => {
    const hooks: ShardHooks = { post: (event) => task.events.postMessage(event), warmUp };
    const shard = new Shard(task, createNodeMachine(files), hooks);
    return {
      requests: shard.requests,
      take: (broadcast) => shard.broadcasts.take(broadcast),
      close: () => shard.close(),
    };
  });
}

/** A shard's task without its ends of the channels to the coordinator. */
export type ShardSetup = Omit<ShardTask, 'ring' | 'requests' | 'events' | 'logs'>;

/** Calls from a shard. */
export interface ShardHooks {
  /** Passes events to the coordinator. */
  post(event: ShardEvent): void;
  /** Called once, before the first port opens. Never rejects. */
  warmUp: typeof warmUp;
}

/** Creates and connects the parts of a shard, and holds what its RTUs share. Its creator passes it requests and broadcasts. */
export class Shard implements StationHost {
  readonly requests: ShardRequests;
  readonly broadcasts: ShardBroadcasts;

  readonly outbox: Outbox;
  readonly journal: Journal;
  readonly sentList: SentList | undefined;
  readonly timeTags = newTimeTags();
  readonly heldMemory = new HeldMemory();
  readonly ackLatency: LatencyRow;
  readonly commandTrips: LatencyRow;
  wallOffsetMs: number;

  private readonly serving: ShardServing;
  private readonly rtus: ShardRtus;
  private readonly faults: ShardFaults;
  private readonly sends: Sends;
  private readonly logs: ShardLogs;
  private readonly meter: ShardMeter;
  private readonly pauses: PauseWatch;

  constructor(
    setup: ShardSetup,
    private readonly machine: Machine,
    private readonly hooks: ShardHooks,
  ) {
    const { shard, shards, measures, log } = setup;
    this.wallOffsetMs = setup.wallOffsetMs;
    const latencies = new LatencyTable(measures.latencies, measures.rtus, shards);
    this.ackLatency = latencies.ownShard(shard, 'acknowledgement');
    this.commandTrips = latencies.ownShard(shard, 'command');
    const ownRow = new ShardTable(measures.shards, shards).row(shard);
    const logHooks = {
      observe: (rtu: RtuPort, peer: Peer | undefined, entry: JournalEntry) => this.observe(rtu, peer, entry),
      trouble: (file: string, detail: string) =>
        hooks.post({ kind: 'trouble', slot: -1, detail: `${file}: ${detail}` }),
    };
    this.logs = new ShardLogs(machine, log, logHooks, ownRow);
    this.journal = this.logs.journal;
    this.sentList = this.logs.sentList;
    const pauses = new PauseTable(measures.pauses, shards);
    const coordinator =
      log.programLog === undefined
        ? undefined
        : new CoordinatorWatch(pauses, shard, machine.files, log.programLog, (ms) => ms + this.wallOffsetMs);
    this.pauses = new PauseWatch(pauses.shard(shard));
    this.serving = new ShardServing(machine, this.pauses, (connection) => this.faults.opened(connection));
    this.outbox = this.serving.outbox;
    const stats = new StatsTable(measures.stats, measures.rtus);
    const reactions = this.makeReactions(setup);
    this.rtus = new ShardRtus(
      this,
      this.serving,
      this.logs,
      stats,
      latencies,
      (host) => this.faults.left(host),
      (rtuNumber) => reactions?.watchOf(rtuNumber),
    );
    this.faults = new ShardFaults(machine, this.rtus, this.serving, {
      post: (news) => hooks.post(news),
      trouble: (detail) => hooks.post({ kind: 'trouble', slot: -1, detail }),
    });
    // Posted in a microtask: so a lost link is reported before the send that settles because of it.
    this.sends = new Sends(shard, new SendTable(measures.sends), (event) =>
      machine.timers.queueMicrotask(() => hooks.post(event)),
    );
    this.broadcasts = new ShardBroadcasts(
      machine,
      this,
      this.rtus,
      this.serving,
      this.sends,
      this.faults,
      reactions,
    );
    this.requests = new ShardRequests(
      this.rtus,
      this.serving,
      this.pauses,
      log.startStamp,
      (definition, table) => hooks.warmUp(definition, table, log.signals, machine.files),
    );
    this.meter = new ShardMeter(
      ownRow,
      latencies.shard(shard, 'loop-delay'),
      this.pauses,
      machine,
      (nowMs) => {
        this.serving.noteTurn(nowMs);
        this.serving.lookForFloods(nowMs);
        coordinator?.beat(nowMs, this.pauses);
      },
    );
  }

  /** Stops sends, closes links and ports, flushes the logs. */
  async close(): Promise<void> {
    this.broadcasts.stop(0);
    this.faults.close();
    for (const host of this.rtus.all()) host.close('the simulator stops');
    this.serving.close();
    this.meter.close();
    this.pauses.close();
    await this.logs.close();
  }

  /** `undefined`: there are no reactions. */
  private makeReactions({ watched }: ShardSetup): ShardReactions | undefined {
    if (watched === undefined) return undefined;
    const station = (rtuNumber: number): Station | undefined => this.rtus.station(rtuNumber);
    return new ShardReactions(watched, {
      machine: this.machine,
      station,
      post: (event) => this.hooks.post(event),
    });
  }

  // StationHost

  wake(link: Link): void {
    this.serving.wake(link);
  }

  turn(group: HeldGroup): void {
    this.serving.turn(group);
  }

  arrivedMs(nowMs: number): number {
    return this.serving.arrivedMs(nowMs);
  }

  pausedSince(sinceMs: number): boolean {
    return this.pauses.pausedSince(sinceMs);
  }

  dataAgain(rtu: RtuPort): void {
    this.faults.dataAgain(rtu);
  }

  runFinished(run: IndexRun): void {
    this.sends.finished(run.order);
  }

  runSettled(run: IndexRun): void {
    this.sends.settled(run.order);
  }

  /** Reports what happens to connections. */
  private observe(rtu: RtuPort, peer: Peer | undefined, entry: JournalEntry): void {
    this.faults.observe(rtu, entry);
    if (!LINK_EVENTS.has(entry.event)) return;
    this.hooks.post({
      kind: 'link',
      wallMs: this.machine.clock.monotonicMs() + this.wallOffsetMs,
      slot: this.rtus.slotOf(rtu),
      what: entry.event as LinkEvent,
      peer: peer?.peer ?? '',
      detail: entry.detail ?? '',
    });
  }
}
