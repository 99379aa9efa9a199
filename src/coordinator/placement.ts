/** Places the RTUs on shards: all RTUs of one number together, and all of one port; the load spread evenly (`docs/architecture.md`, signal tables). */
import { listenerOf, type RtuDefinition } from '../channel/definitions.js';

/** RTUs that have to be on one shard. */
interface Group {
  readonly rtus: RtuDefinition[];
  weight: number;
}

/**
 * One list of RTUs per shard, each in ini order. `weight`: load of an RTU; by default 1 for each, because in an avalanche
 * an RTU is as fast as its window, and the size of its file does not matter.
 */
export function placeRtus(
  rtus: readonly RtuDefinition[],
  shards: number,
  weight: (rtu: RtuDefinition) => number = () => 1,
): RtuDefinition[][] {
  return spread(
    groupRtus(rtus, weight).map((group) => ({ parts: group.rtus, weight: group.weight })),
    shards,
  );
}

/** Parts that have to be on one shard, and their load. */
export interface Bundle<T> {
  readonly parts: readonly T[];
  readonly weight: number;
}

/** One list of parts per shard, each in the order of the slots. */
export function spread<T extends { readonly slot: number }>(
  bundles: readonly Bundle<T>[],
  shards: number,
): T[][] {
  // Largest first onto the least loaded shard; the sort is stable, so equal bundles stay in ini order.
  const loads = Array.from({ length: shards }, () => ({ parts: [] as T[], weight: 0 }));
  for (const { parts, weight } of [...bundles].sort((a, b) => b.weight - a.weight)) {
    const least = loads.reduce((best, load) => (load.weight < best.weight ? load : best));
    least.parts.push(...parts);
    least.weight += weight;
  }
  return loads.map(({ parts }) => parts.sort((a, b) => a.slot - b.slot));
}

/** RTUs of one number share states, RTUs of one port share connections, and so on from one to the next. */
function groupRtus(rtus: readonly RtuDefinition[], weight: (rtu: RtuDefinition) => number): Group[] {
  const groups = new Set<Group>();
  /** By number, and by listener. */
  const known = new Map<number | string, Group>();
  for (const rtu of rtus) {
    const keys = [rtu.rtuNumber, listenerOf(rtu)];
    const [group = newGroup(groups), other = group] = keys.flatMap((key) => known.get(key) ?? []);
    group.rtus.push(rtu);
    group.weight += weight(rtu);
    for (const key of keys) known.set(key, group);
    if (other === group) continue;
    groups.delete(other);
    group.rtus.push(...other.rtus);
    group.weight += other.weight;
    for (const one of other.rtus) {
      known.set(one.rtuNumber, group);
      known.set(listenerOf(one), group);
    }
  }
  return [...groups];
}

function newGroup(groups: Set<Group>): Group {
  const group: Group = { rtus: [], weight: 0 };
  groups.add(group);
  return group;
}
