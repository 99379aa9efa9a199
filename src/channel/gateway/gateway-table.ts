/** The counters of a gateway in shared memory: a row for each group and for each place of a master. */
import {
  GROUP_COLUMNS,
  GROUP_COUNTER,
  GROUP_STATES,
  type GroupCounterName,
  MASTER_COLUMNS,
  MASTER_COUNTER,
  type MasterCounterName,
} from '../../gateway/counters.js';
import type { GroupDefinition } from '../../gateway/definition.js';

/** Rows padded to whole cache lines, so that two shards never write the same one. */
const GROUP_CELLS = paddedCells(GROUP_COLUMNS);
const MASTER_CELLS = paddedCells(MASTER_COLUMNS);

/** Places of a group beyond its `connections`: masters that were closed and whose last frames still go out. */
const SPARE_PLACES = 2;

/**
 * Each cell is written by the shard of its group alone and read by anyone at any time. Cells are binary64, so a count is exact
 * up to 2⁵³ and a read is never torn. `places` holds the masters' places of each group, by slot.
 */
export class GatewayTable {
  private readonly cells: Float64Array;
  /** First place of each group; behind the last one, the number of all places. */
  private readonly firstPlaces: number[] = [0];

  constructor(
    readonly memory: SharedArrayBuffer,
    private readonly places: readonly number[],
  ) {
    this.cells = new Float64Array(memory);
    for (const [slot, count] of places.entries()) this.firstPlaces.push(this.firstPlaces[slot] + count);
  }

  /** Makes a table in memory of its own. */
  static allocate(groups: readonly GroupDefinition[]): GatewayTable {
    const places = placesOf(groups);
    const masters = places.reduce((sum, count) => sum + count, 0);
    const octets = (groups.length * GROUP_CELLS + masters * MASTER_CELLS) * 8;
    return new GatewayTable(new SharedArrayBuffer(Math.max(8, octets)), places);
  }

  get groups(): number {
    return this.places.length;
  }

  /** Places of all groups: rows of the lag histograms. */
  get masterRows(): number {
    return this.firstPlaces[this.groups];
  }

  /** Places of one group. */
  placesOf(slot: number): number {
    return this.places[slot];
  }

  /** Number of a place of a group among all places. */
  masterRow(slot: number, place: number): number {
    return this.firstPlaces[slot] + place;
  }

  /** The cells of a group, in `GROUP_COUNTER` order. */
  group(slot: number): Float64Array {
    return this.cells.subarray(slot * GROUP_CELLS, slot * GROUP_CELLS + GROUP_COLUMNS);
  }

  /** The cells of a place, in `MASTER_COUNTER` order. */
  master(slot: number, place: number): Float64Array {
    const at = this.groups * GROUP_CELLS + this.masterRow(slot, place) * MASTER_CELLS;
    return this.cells.subarray(at, at + MASTER_COLUMNS);
  }

  get(slot: number, column: GroupCounterName): number {
    return this.cells[slot * GROUP_CELLS + GROUP_COUNTER[column]];
  }

  getMaster(slot: number, place: number, column: MasterCounterName): number {
    return this.master(slot, place)[MASTER_COUNTER[column]];
  }

  /** Sum of a column over all groups. */
  total(column: GroupCounterName): number {
    let sum = 0;
    for (let slot = 0; slot < this.groups; slot++) sum += this.get(slot, column);
    return sum;
  }

  /** A group starts, or its shard died: its states are 0, and nobody has a place; counts go on. */
  beginGroup(slot: number): void {
    const group = this.group(slot);
    for (const name of GROUP_STATES) group[GROUP_COUNTER[name]] = 0;
    for (let place = 0; place < this.places[slot]; place++) this.master(slot, place).fill(0);
  }
}

/** How many places each group has. */
export function placesOf(groups: readonly GroupDefinition[]): number[] {
  return groups.map(({ connections }) => connections + SPARE_PLACES);
}

function paddedCells(columns: number): number {
  return Math.ceil(columns / 8) * 8;
}
