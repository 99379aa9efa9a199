/** The redundancy groups of an RTU with `events=keep` (`docs/behaviour.md` §3). */
import { type CloseCode, ENDED_BY_RTU } from '../apci/close-reason.js';
import { COUNTER } from '../measures/counters.js';
import type { RtuPort } from '../ports.js';
import { type GroupMember, groupKey } from './group-key.js';
import type { HeldMemory } from './held-events.js';
import { type GroupLink, HeldGroup } from './held-group.js';

/** Known peers of an RTU with `group=each`; beyond, the one that was seen longest ago is forgotten. */
export const MOST_PEERS = 16;

/** A connection of the RTU. */
export interface MemberLink extends GroupLink, GroupMember {}

/** The RTU, and the shell. */
export interface GroupsOwner extends RtuPort {
  readonly links: Iterable<MemberLink>;
  /** Has the shell call `tick` of a group when it is due. */
  turn(group: HeldGroup): void;
}

/** Finds the group of each connection, and tells it when the connection starts and ends. */
export class EventGroups {
  /** By number, or by peer address; the one that was started longest ago first. */
  private readonly groups = new Map<number | string, HeldGroup>();

  constructor(
    private readonly rtu: GroupsOwner,
    private readonly memory: HeldMemory,
  ) {
    const { group } = rtu.parameters;
    // Peers that nobody named, and with `each` all, are known when they come.
    const named = group === 'one' ? 1 : group === 'each' ? 0 : group.length;
    for (let i = 0; i < named; i++) this.groups.set(i, this.make());
  }

  /** The groups without a started connection. */
  get absent(): HeldGroup[] {
    return [...this.groups.values()].filter(({ serving }) => serving === undefined);
  }

  /** `link` was started, and has taken over from the connection of its group that was. */
  started(link: MemberLink, nowMs: number): void {
    const key = this.keyOf(link);
    const group = this.groups.get(key) ?? this.know(link, nowMs);
    if (group === undefined) return;
    this.groups.delete(key);
    this.groups.set(key, group);
    const { serving } = group;
    if (serving !== undefined && serving !== link) {
      // Several connections of one address: the first serves.
      if (this.rtu.parameters.group === 'each') return;
      serving.sendHeld(undefined);
    }
    // A connection that was stopped may have frames without acknowledgement.
    for (const other of this.members(key))
      if (other !== link && !other.isStarted) group.holdOlder(other.handOver('all').frames);
    group.serve(link);
  }

  /** `link` is no longer started. */
  stopped(link: MemberLink): void {
    const group = this.groups.get(this.keyOf(link));
    if (group?.serving === link) this.leave(group, link, 'waiting');
  }

  /** `link` has ended; called before what it has sent is counted as lost. */
  closed(link: MemberLink, code: CloseCode): void {
    const group = this.groups.get(this.keyOf(link));
    if (group === undefined || (group.serving !== undefined && group.serving !== link)) return;
    if (ENDED_BY_RTU.has(code)) {
      link.sendHeld(undefined);
      group.serving = undefined;
    } else this.leave(group, link, 'all');
  }

  /** The master on `link` gives up the events that wait for its group. */
  dropEvents(link: MemberLink): void {
    const group = this.groups.get(this.keyOf(link));
    if (group?.serving === link) group.dropEvents('unsentLink');
  }

  /** Gives up everything that is held: the RTU starts again, or leaves. */
  giveUp(nowMs: number): void {
    for (const group of this.groups.values()) group.giveUp('unsentLink', nowMs);
  }

  private leave(group: HeldGroup, link: MemberLink, part: 'all' | 'waiting'): void {
    const others = this.members(this.keyOf(link)).filter((other) => other !== link && other.isStarted);
    if (others.length === 0) {
      group.takeBack(link, part);
      return;
    }
    // Another connection of the address gets every event itself.
    link.sendHeld(undefined);
    group.serve(others[0]);
  }

  private members(key: number | string): MemberLink[] {
    return [...this.rtu.links].filter((link) => this.keyOf(link) === key);
  }

  private keyOf(link: MemberLink): number | string {
    return groupKey(this.rtu.parameters.group, link);
  }

  /** A group that was not known; another one is forgotten if there are too many. */
  private know(link: MemberLink, nowMs: number): HeldGroup | undefined {
    if (this.rtu.parameters.group === 'each' && this.groups.size >= MOST_PEERS) {
      const oldest = [...this.groups].find(([, { serving }]) => serving === undefined);
      const detail = `events for this peer are not kept: ${MOST_PEERS} peers are connected`;
      if (oldest === undefined) {
        this.rtu.journal.event(this.rtu, link, { event: 'warning', detail });
        return undefined;
      }
      this.forget(...oldest, nowMs);
    }
    const group = this.make();
    this.groups.set(this.keyOf(link), group);
    return group;
  }

  private forget(key: number | string, group: HeldGroup, nowMs: number): void {
    const { signals } = group.events;
    this.groups.delete(key);
    this.rtu.counters[COUNTER.PEERS_FORGOTTEN]++;
    const detail = `peer ${key} is forgotten, the one of ${MOST_PEERS} that was seen longest ago: ${signals} signals that waited for it are dropped`;
    this.rtu.journal.event(this.rtu, undefined, { event: 'warning', detail });
    group.giveUp('unsentBuffer', nowMs);
  }

  private make(): HeldGroup {
    const { rtu } = this;
    return new HeldGroup(rtu, rtu.parameters.eventBuffer, this.memory, (group) => rtu.turn(group));
  }
}
