/** Places the RTUs on shards: all RTUs of one number together, the load spread evenly (`docs/architecture.md`, signal tables). */
import type { RtuDefinition } from '../channel/definitions.js';

/**
 * One list of RTUs per shard, each in ini order. `weight`: load of an RTU; by default 1 for each, because in an avalanche
 * an RTU is as fast as its window, and the size of its file does not matter.
 */
export function placeRtus(
  rtus: readonly RtuDefinition[],
  shards: number,
  weight: (rtu: RtuDefinition) => number = () => 1,
): RtuDefinition[][] {
  const groups = new Map<number, { rtus: RtuDefinition[]; weight: number }>();
  for (const rtu of rtus) {
    let group = groups.get(rtu.rtuNumber);
    if (group === undefined) {
      group = { rtus: [], weight: 0 };
      groups.set(rtu.rtuNumber, group);
    }
    group.rtus.push(rtu);
    group.weight += weight(rtu);
  }
  // Largest first onto the least loaded shard; the sort is stable, so equal groups stay in ini order.
  const loads = Array.from({ length: shards }, () => ({ rtus: [] as RtuDefinition[], weight: 0 }));
  for (const group of [...groups.values()].sort((a, b) => b.weight - a.weight)) {
    const least = loads.reduce((best, load) => (load.weight < best.weight ? load : best));
    least.rtus.push(...group.rtus);
    least.weight += group.weight;
  }
  return loads.map((load) => load.rtus.sort((a, b) => a.slot - b.slot));
}
