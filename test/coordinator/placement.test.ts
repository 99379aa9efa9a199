/** Which RTUs have to be on one shard: those of one number, and those of one port (`docs/architecture.md`, signal tables). */
import { describe, expect, it } from 'vitest';
import { placeRtus } from '../../src/coordinator/placement.js';
import { rtuDefinition } from '../support/rtus.js';

/** RTUs with these numbers and ports, placed on `shards` shards: the slots of each. */
function place(shards: number, ...rtus: [rtuNumber: number, port: number, bind?: string][]): number[][] {
  const definitions = rtus.map(([rtuNumber, port, bind = ''], i) =>
    rtuDefinition(i + 1, { rtuNumber, port, bind }),
  );
  return placeRtus(definitions, shards).map((placed) => placed.map(({ slot }) => slot));
}

describe('placement', () => {
  it('spreads RTUs of different numbers and ports evenly, in ini order', () => {
    expect(place(2, [1, 1001], [2, 1002], [3, 1003], [4, 1004], [5, 1005])).toEqual([
      [0, 2, 4],
      [1, 3],
    ]);
  });

  it('keeps RTUs of one number together', () => {
    expect(place(2, [1, 1001], [2, 1002], [1, 1003], [2, 1004])).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('keeps RTUs of one port together; another address is another port', () => {
    expect(place(2, [1, 1001], [2, 1001], [3, 1001, '127.0.0.2'], [4, 1002])).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('follows numbers and ports from one to the next, in whatever order they come', () => {
    // 1 and 3 are of number 1, 0 and 2 of number 2; the last shares its port with 0 and its number with 1
    expect(place(2, [2, 1001], [1, 1002], [2, 1003], [1, 1004], [1, 1001], [9, 1009])).toEqual([
      [0, 1, 2, 3, 4],
      [5],
    ]);
  });

  it('does not take RTUs together whose ports the system chooses', () => {
    expect(place(2, [1, 0], [2, 0])).toEqual([[0], [1]]);
  });
});
