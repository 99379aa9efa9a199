/** The states that a point is walked through, and the values of a command. */

import { writeElements } from '../codec/asdu.js';
import { type ElementRecord, QUALITY } from '../codec/elements.js';
import { typeOf } from '../codec/types.js';
import { formatElements, formatValue } from '../codec/value-text.js';

/** What a walk sends besides the usual states. */
export interface StateOptions {
  /** Also 0 (intermediate) and 3 (faulty) of double points. */
  readonly faulty: boolean;
  /** Also each quality bit once. */
  readonly quality: boolean;
}

const BITS = Array.from({ length: 32 }, (_, bit) => 2 ** bit);

/** The values of a kind of point by its first element. A type without a row has the values of its file only. */
const VALUES: Readonly<Record<string, (options: StateOptions) => ElementRecord[]>> = {
  SIQ: () => [{ spi: 0 }, { spi: 1 }],
  DIQ: ({ faulty }) => (faulty ? [1, 2, 0, 3] : [1, 2]).map((dpi) => ({ dpi })),
  VTI: () => [-64, 0, 63].map((vti) => ({ vti })),
  BSI: () => [0, ...BITS].map((bsi) => ({ bsi })),
  NVA: () => [-32768, 0, 32767].map((nva) => ({ nva })),
  SVA: () => [-32768, 0, 32767].map((sva) => ({ sva })),
  BCR: () => [0, 1, 2147483647].map((counter) => ({ counter })),
};

const QUALITY_SHOWN = ['IV', 'NT', 'SB', 'BL'] as const;

/** States of a point in their order; the last is the first row's, so that the point is at the end as it was. `ofFile`: values of its rows, the first one first. */
export function pointStates(
  pointType: number,
  ofFile: readonly ElementRecord[],
  options: StateOptions,
): ElementRecord[] {
  const type = typeOf(pointType);
  const [first = {}] = ofFile;
  const usual = VALUES[type.elements[0]]?.(options) ?? (type.elements[0] === 'R32' ? [{ r32: 0 }] : []);
  const isSwitch = type.elements[0] === 'SIQ' || type.elements[0] === 'DIQ';
  const states = uniqueStates(pointType, [...usual, ...(isSwitch ? [] : ofFile)]);
  if (options.quality && first.quality !== undefined) {
    states.push(...QUALITY_SHOWN.map((word) => ({ ...first, quality: QUALITY[word] })));
  }
  const last = states.at(-1);
  if (last === undefined || keyOf(pointType, last) !== keyOf(pointType, first)) states.push(first);
  return states;
}

function uniqueStates(pointType: number, states: readonly ElementRecord[]): ElementRecord[] {
  return [...new Map(states.map((state) => [keyOf(pointType, state), state])).values()];
}

function keyOf(pointType: number, state: ElementRecord): string {
  return elementsOf(pointType, state).join(' ');
}

function elementsOf(pointType: number, state: ElementRecord): Uint8Array {
  const type = typeOf(pointType);
  const elements = new Uint8Array(type.elementOctets);
  writeElements(type, elements, 0, state);
  return elements;
}

const SINGLE = ['OFF', 'ON'];
const DOUBLE = ['intermediate', 'OFF', 'ON', 'faulty'];
const REGULATING = ['', 'lower', 'higher'];

/** Names of the states by the first element. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  SIQ: SINGLE,
  DIQ: DOUBLE,
  SCO: SINGLE,
  DCO: DOUBLE,
  RCO: REGULATING,
};

/** Value, quality and words of a point's state. */
export function showState(
  pointType: number,
  state: ElementRecord,
): { value: string; quality: string; words: string } {
  const { value, quality } = formatElements(pointType, elementsOf(pointType, state));
  const words = named(pointType, value);
  return { value, quality, words: quality === '' ? words : `${words}, quality ${quality}` };
}

function named(typeId: number, value: string): string {
  const name = NAMES[typeOf(typeId).elements[0]]?.[Number(value)];
  return name === undefined || name === '' ? value : `${name} (${value})`;
}

/** The values that a command is asked for: every permitted one; of set-points zero and one other. */
const COMMANDS: Readonly<Record<string, readonly ElementRecord[]>> = {
  SCO: [{ scs: 0 }, { scs: 1 }],
  DCO: [{ dcs: 1 }, { dcs: 2 }],
  RCO: [{ rcs: 1 }, { rcs: 2 }],
  NVA: [{ nva: 0 }, { nva: 16384 }],
  SVA: [{ sva: 0 }, { sva: 100 }],
  R32: [{ r32: 0 }, { r32: 1.5 }],
  BSI: [{ bsi: 0 }, { bsi: 1 }],
};

/** Values of a command type, in their order. */
export function commandStates(typeId: number): { value: string; wanted: number; words: string }[] {
  return (COMMANDS[typeOf(typeId).elements[0]] ?? []).map((record) => {
    const value = formatValue(typeId, record);
    return { value, wanted: Number(value), words: named(typeId, value) };
  });
}
