/** The list of an RTU: what it does is what is ticked. Source: `docs/behaviour.md` §1 and §3. */
import { COT } from '../codec/causes.js';
import { findType, typeOf } from '../codec/types.js';
import type { RtuParameters } from '../station/parameters.js';
import { BOXES, NOT_USED } from './form.js';
import type { InteroperabilityList, Mark, Subject, TypeUse } from './list.js';
import { requestCauses, TYPE_LINES } from './type-lines.js';
import type { SignalUse } from './used-causes.js';

/** An RTU with what its signals are. */
export interface ListSource {
  readonly rtu: RtuParameters & Subject;
  readonly signals: SignalUse;
}

/** Types of system information that every RTU answers; 105 as its option says. */
const SERVED: readonly number[] = [100, 101, 102, 103, 107];
const RESET_PROCESS = 105;
const END_OF_INITIALIZATION = 70;

/** Whether masters that did not command hear of its effect; `hasSisters`: its number has another RTU. */
export function hasListeners({ group, connections }: RtuParameters, hasSisters: boolean): boolean {
  return hasSisters || (group !== 'one' && connections > 1);
}

/** The list of one RTU. */
export function buildList({ rtu, signals }: ListSource): InteroperabilityList {
  const { no, name, rtuNumber, bind, port, hosts, ioFile } = rtu;
  return {
    subjects: [{ no, name, rtuNumber, bind, port, hosts, ioFile }],
    types: typesOf(rtu, signals),
    boxes: boxesOf(rtu, signals),
    settings: settingsOf(rtu),
  };
}

// Types

function typesOf(rtu: RtuParameters, signals: SignalUse): Record<number, TypeUse> {
  const types: Record<number, TypeUse> = {};
  for (const { id, black } of TYPE_LINES.values()) {
    if (black) types[id] = { mark: 'black', causes: [] };
    else types[id] = useOf(causesOf(id, rtu, signals));
  }
  return types;
}

function useOf(causes: readonly number[]): TypeUse {
  return { mark: causes.length > 0 ? 'X' : '', causes };
}

function causesOf(
  id: number,
  { eoi, reset }: RtuParameters,
  { commands, monitored }: SignalUse,
): readonly number[] {
  if (id === END_OF_INITIALIZATION) return eoi === 'never' ? [] : [COT.INITIALIZED];
  const isServed = SERVED.includes(id) || commands.has(id) || (id === RESET_PROCESS && reset === 'restart');
  // A type that is served is never refused as unknown.
  if (isServed) return requestCauses(typeOf(id)).filter((cot) => cot !== COT.UNKNOWN_TYPE);
  return [...(monitored.get(id) ?? [])].sort((a, b) => a - b);
}

// Boxes

function boxesOf(rtu: RtuParameters, signals: SignalUse): Record<string, Mark> {
  const used = new Set([
    ...FIXED,
    ...processBoxes(signals),
    ...commandBoxes(rtu, signals),
    ...counterBoxes(signals),
    ...(rtu.reset === 'restart' ? ['initialization.remote'] : []),
    // With `follow` they tell the summer bit that the master gave.
    ...(rtu.time === 'local' || rtu.clock === 'follow' ? ['clock-sync.summer'] : []),
  ]);
  const boxes: Record<string, Mark> = {};
  for (const [id, { black }] of BOXES) boxes[id] = black ? 'black' : used.has(id) ? 'X' : '';
  return boxes;
}

/** What every RTU of the program has. */
const FIXED: readonly string[] = [
  'device.controlled',
  'application.mode-1',
  'ca.two-octets',
  'ioa.three-octets',
  'ioa.unstructured',
  'cot.two-octets',
  'interrogation.global',
  'clock-sync',
  'clock-sync.day-of-week',
  'test',
  'network.ethernet',
];

function processBoxes({ monitored, doubles, hasReadable }: SignalUse): string[] {
  const causes = new Set([...monitored.values()].flatMap((set) => [...set]));
  const ids: string[] = [];
  if (causes.has(COT.PERIODIC)) ids.push('cyclic');
  if (causes.has(COT.BACKGROUND)) ids.push('background');
  if (causes.has(COT.SPONTANEOUS)) ids.push('spontaneous');
  if (hasReadable) ids.push('read');
  for (let group = 1; group <= 16; group++) {
    if (causes.has(COT.INTERROGATED_STATION + group)) ids.push(`interrogation.group-${group}`);
  }
  for (const untimedId of doubles) ids.push(`double.${untimedId}`);
  return ids;
}

/** Set-points have a qualifier of their own (QOS), pulses are of the others. */
function isSetPoint(id: number): boolean {
  return typeOf(id).elements.includes('QOS');
}

function commandBoxes({ select, commandAgeMs }: RtuParameters, { commands }: SignalUse): string[] {
  const types = [...commands].map(typeOf);
  const ids: string[] = [];
  for (const { id, selectable } of types) {
    const what = isSetPoint(id) ? '-set-point' : '';
    if (selectable) ids.push(`command.select${what}`);
    if (!selectable || select === 'optional') ids.push(`command.direct${what}`);
    if (what !== '') ids.push('command.set-point-end');
    else if (selectable) ids.push(...QUALIFIERS);
  }
  if (commandAgeMs > 0) ids.push('command.delay');
  return ids;
}

/** An RTU takes every qualifier of a pulse. */
const QUALIFIERS = ['command.no-definition', 'command.short', 'command.long', 'command.persistent'];

function counterBoxes({ counterGroups: groups }: SignalUse): string[] {
  if (groups === 0) return [];
  const ofGroups = [1, 2, 3, 4].filter((group) => (groups & (1 << group)) !== 0);
  return [
    ...['mode-b', 'mode-c', 'read', 'freeze', 'freeze-reset', 'reset'].map((word) => `counters.${word}`),
    ...((groups & 1) !== 0 ? ['counters.general'] : []),
    ...ofGroups.map((group) => `counters.group-${group}`),
  ];
}

// Settings

function settingsOf(rtu: RtuParameters): Record<string, number | string> {
  const { group } = rtu;
  return {
    'apdu.monitor': 253,
    'apdu.control': 253,
    command_age: rtu.commandAgeMs / 1000,
    t0: NOT_USED,
    t1: rtu.t1Ms / 1000,
    t2: rtu.t2Ms / 1000,
    t3: rtu.t3Ms / 1000,
    testfr: rtu.testfr,
    k: rtu.k,
    w: rtu.w,
    connections: rtu.connections,
    group: typeof group === 'string' ? group : group.map((peers) => peers.join(' ')).join(';'),
    eoi: rtu.eoi,
    objects: rtu.objects,
    sq: rtu.sq,
    packing: rtu.packing,
    events: rtu.events,
    event_buffer: rtu.eventBuffer,
    select_timeout: rtu.selectTimeoutMs / 1000,
    clock: rtu.clock,
    time: rtu.time,
    time_valid: rtu.timeValid,
    time_hold: rtu.timeHoldMs / 1000,
    idleTime: rtu.idleMs / 1000,
  };
}

// What an RTU of this kind never does, or does for any list

/** Sentences under the list: what the boxes can't say. */
export function remarksOf({ types, settings }: InteroperabilityList): string[] {
  const commands = Object.entries(types).filter(
    ([id, { mark }]) => findType(Number(id))?.role === 'command' && mark === 'X',
  );
  const remarks = [
    'A type that is not ticked in the control direction is refused: with COT 44, a command type with COT 47, because no object has it.',
    'Causes are those of the signals as the IOA file has them. A send, a point that is set by hand and a reaction may give other causes to the same types; faults on purpose may break any entry.',
    'A group without signals that is interrogated is confirmed and ended without data.',
  ];
  if (types[RESET_PROCESS]?.mark === '')
    remarks.push('A reset process (<105>) is confirmed negatively (reset=refuse).');
  if (commands.length > 0) {
    remarks.push('Pulses have no duration: the status changes, and activation termination follows, at once.');
  }
  if ([15, 37].some((id) => types[id]?.causes?.includes(COT.SPONTANEOUS))) {
    remarks.push(
      'Counters that are sent spontaneously have the readings that the IOA file says; nothing freezes them.',
    );
  }
  if (settings.testfr === 'passive') {
    remarks.push(
      'It sends no test frames, so that those of the master can be measured; t3 does not run (testfr=passive).',
    );
  }
  return remarks;
}
