/**
 * What a link can carry at most: rows packed into frames, k frames a round trip, waits. Pure arithmetic.
 * A *round trip* is the time from the sending of an I frame to the master's acknowledgement of it. At most k frames may be
 * without acknowledgement (`docs/protocol.md` §1), so at most k frames are sent in a round trip.
 */
import type { RtuDefinition } from '../../channel/definitions.js';
import { findSequence } from '../../station/points/row-octets.js';
import { ROW, type SignalTable } from '../../station/points/signal-table.js';
import { objectLimits } from '../../station/points/type-sizes.js';

/** Rows of one type in a pass. */
export interface PassType {
  readonly typeId: number;
  readonly signals: number;
  readonly frames: number;
}

/** One pass of an RTU over the rows of an index, packed like a send whose rows are all due. */
export interface Pass {
  /** Rows that the RTU sends, including those that wait for a telegram of the master. */
  readonly signals: number;
  readonly frames: number;
  /** Sum of the waits, ms: no pass is shorter. */
  readonly waitMs: number;
  /** How many of `signals` wait for a telegram. */
  readonly filtered: number;
  /** Ascending by type id. */
  readonly types: readonly PassType[];
}

/** The parameters that decide how an RTU packs a pass. */
export type PackingRtu = Pick<RtuDefinition, 'rtuNumber' | 'objects'>;

/** The pass of `index` (0: every row) on an RTU; `undefined` if the IOA file has no such index. */
export function measurePass(table: SignalTable, index: number, rtu: PackingRtu): Pass | undefined {
  const sequence = findSequence(table, index);
  if (sequence === undefined) return undefined;
  const limits = objectLimits(rtu.objects);
  const types = new Map<number, { signals: number; frames: number }>();
  let frames = 0;
  let signals = 0;
  let waitMs = 0;
  let filtered = 0;
  for (let position = sequence.first; position < sequence.end; ) {
    const row = sequence.order === undefined ? position : sequence.order[position];
    const flags = table.flags[row];
    if (flags & ROW.RTU && table.filterRtu[row] !== rtu.rtuNumber) {
      position++;
      continue;
    }
    const typeId = table.typeId[row];
    const count = Math.min(sequence.run[position], limits.single[typeId]);
    const ofType = types.get(typeId) ?? { signals: 0, frames: 0 };
    ofType.signals += count;
    ofType.frames++;
    types.set(typeId, ofType);
    signals += count;
    frames++;
    if (flags & ROW.WAIT) waitMs += table.waitMs[row];
    if (flags & ROW.FILTER) filtered++;
    position += count;
  }
  const byType = [...types].map(([typeId, counts]) => ({ typeId, ...counts }));
  return { signals, frames, waitMs, filtered, types: byType.sort((a, b) => a.typeId - b.typeId) };
}

/** A `measurePass` with a cache. RTUs of one IOA file have the same pass, unless one of its rows is for one RTU number only. */
export function createPassMeter(): typeof measurePass {
  const known = new Map<
    SignalTable,
    Map<number, { alike: boolean; passes: Map<string, Pass | undefined> }>
  >();
  return (table, index, rtu) => {
    let ofTable = known.get(table);
    if (ofTable === undefined) {
      ofTable = new Map();
      known.set(table, ofTable);
    }
    let ofIndex = ofTable.get(index);
    if (ofIndex === undefined) {
      ofIndex = { alike: !hasOwnRows(table, index), passes: new Map() };
      ofTable.set(index, ofIndex);
    }
    const key = `${rtu.objects} ${ofIndex.alike ? '' : rtu.rtuNumber}`;
    if (!ofIndex.passes.has(key)) ofIndex.passes.set(key, measurePass(table, index, rtu));
    return ofIndex.passes.get(key);
  };
}

/** Whether an index has rows that are for one RTU number only. */
function hasOwnRows(table: SignalTable, index: number): boolean {
  const sequence = findSequence(table, index);
  if (sequence === undefined) return false;
  for (let position = sequence.first; position < sequence.end; position++) {
    const row = sequence.order === undefined ? position : sequence.order[position];
    if (table.flags[row] & ROW.RTU) return true;
  }
  return false;
}

/**
 * Least I frames per second for `rate` signals/s: a paced send that is on time fills its frames less than one that
 * waits for the window.
 */
export function framesPerSecond(pass: Pass, rate: number): number {
  return (rate * pass.frames) / pass.signals;
}

/** Most signals per second in passes that follow each other; Infinity at a round trip of 0 without waits. */
export function possibleRate(pass: Pass, k: number, roundTripMs: number): number {
  return (pass.signals * 1000) / Math.max(pass.waitMs, (pass.frames * roundTripMs) / k);
}

/** Least time of one pass from its first frame to the last acknowledgement, ms. */
export function leastPassMs(pass: Pass, k: number, roundTripMs: number): number {
  return Math.max(pass.waitMs, Math.ceil(pass.frames / k) * roundTripMs);
}

/** Longest round trip that still carries `rate` signals/s, ms; 0 if the waits alone forbid the rate. */
export function roundTripForRate(pass: Pass, k: number, rate: number): number {
  // Waits of exactly the time that the rate leaves for a pass are allowed.
  if (pass.waitMs * rate > pass.signals * 1000) return 0;
  return (k * 1000) / framesPerSecond(pass, rate);
}

/** Longest round trip at which one pass is acknowledged within `limitMs`; 0 if its waits, or `rate` signals/s, forbid it. */
export function roundTripForPass(pass: Pass, k: number, rate: number, limitMs: number): number {
  if (pass.waitMs > limitMs || pacedMs(pass, rate) > limitMs) return 0;
  return limitMs / Math.ceil(pass.frames / k);
}

/** From the first to the last signal of a pass at `rate` signals/s, ms. */
export function pacedMs(pass: Pass, rate: number): number {
  return ((pass.signals - 1) * 1000) / rate;
}

/** A link's part of a total: the pass that it repeats, and its rate (Infinity: as fast as the window lets). */
export interface LinkShare {
  readonly pass: Pass;
  readonly k: number;
  readonly ratePerRtu: number;
}

/** Most signals per second of a link at a round trip; an unknown round trip (NaN) does not bound it. */
export function linkShareRate({ pass, k, ratePerRtu }: LinkShare, roundTripMs: number): number {
  return Math.min(ratePerRtu, possibleRate(pass, k, Number.isNaN(roundTripMs) ? 0 : roundTripMs));
}

/** Longest round trip, the same on all links, at which they carry `rate` signals/s together, ms; 0 if there is none. */
export function roundTripForTotal(shares: readonly LinkShare[], rate: number): number {
  const total = (roundTripMs: number): number =>
    shares.reduce((sum, share) => sum + linkShareRate(share, roundTripMs), 0);
  if (total(0) < rate) return 0;
  // No link carries more than k frames a round trip: at a longer one the links together cannot reach the rate.
  let low = 0;
  let high = (shares.reduce((sum, { pass, k }) => sum + (k * pass.signals) / pass.frames, 0) * 1000) / rate;
  if (total(high) >= rate) return high;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (total(middle) >= rate) low = middle;
    else high = middle;
  }
  return low;
}
