/** The plan of a walk: every step in its order. */
import { IOA_OCTETS, readElements } from '../codec/asdu.js';
import type { ElementRecord } from '../codec/elements.js';
import { typeOf } from '../codec/types.js';
import { commandComment, NO_STATUS, pointComment, type SignalTable } from '../station/points/signal-table.js';
import { commandStates, pointStates, type StateOptions, showState } from './states.js';
import type { CommandStep, PointStep, Step, WalkRtu } from './step.js';

/** What a walk goes through. */
export interface PlanOptions extends StateOptions {
  /** RTU numbers; `undefined`: all. */
  readonly rtuNumbers: ReadonlySet<number> | undefined;
  readonly only: 'all' | 'points' | 'commands';
}

/** An RTU of the ini file with what decides about its commands. */
export interface PlannedRtu extends WalkRtu {
  readonly select: 'optional' | 'required';
}

type Unnumbered = Omit<PointStep, 'number'> | Omit<CommandStep, 'number'>;

/**
 * Steps of all RTUs, in the order of the ini file: the points of each in the order of its file, then its commands, then the points that the
 * commands have moved, back to their first values. What several ports of one RTU number have in common is one step.
 */
export function planWalk(
  rtus: readonly PlannedRtu[],
  tables: ReadonlyMap<string, SignalTable>,
  options: PlanOptions,
): Step[] {
  const seen = new Set<string>();
  const steps: Unnumbered[] = [];
  for (const rtu of rtus) {
    const table = tables.get(rtu.ioFile);
    if (table === undefined || options.rtuNumbers?.has(rtu.rtuNumber) === false) continue;
    const isNew = (key: string): boolean => {
      const whole = `${rtu.rtuNumber} ${key}`;
      return !seen.has(whole) && seen.add(whole) !== undefined;
    };
    if (options.only !== 'commands') steps.push(...stepsOfPoints(rtu, table, options, isNew));
    if (options.only !== 'points') steps.push(...stepsOfCommands(rtu, table, isNew));
  }
  return steps.map((step, i) => ({ ...step, number: i + 1 }));
}

function* stepsOfPoints(
  rtu: PlannedRtu,
  table: SignalTable,
  options: StateOptions,
  isNew: (key: string) => boolean,
): Iterable<Unnumbered> {
  const values = valuesByPoint(table);
  for (let point = 0; point < table.points; point++) {
    if (!isNew(`${table.pointIoa[point]} ${table.pointType[point]}`)) continue;
    for (const record of pointStates(table.pointType[point], values[point] ?? [], options)) {
      yield pointStep(rtu, table, point, record);
    }
  }
}

function* stepsOfCommands(
  rtu: PlannedRtu,
  table: SignalTable,
  isNew: (key: string) => boolean,
): Iterable<Unnumbered> {
  const moved = new Set<number>();
  for (let row = 0; row < table.commands; row++) {
    const [ioa, typeId] = [table.commandIoa[row], table.commandType[row]];
    if (!isNew(`command ${ioa} ${typeId}`)) continue;
    const selects = rtu.select === 'required' && typeOf(typeId).selectable;
    const place = { rtu, ioa, typeId, comment: commandComment(table, row) };
    for (const state of commandStates(typeId)) {
      yield { kind: 'command', ...place, ...state, quality: '', selects };
    }
    if (table.commandStatus[row] !== NO_STATUS) moved.add(table.commandStatus[row]);
  }
  const values = valuesByPoint(table);
  for (let point = 0; point < table.points; point++) {
    const [first] = values[point] ?? [];
    if (moved.has(table.pointIoa[point]) && first !== undefined) yield pointStep(rtu, table, point, first);
  }
}

function pointStep(
  rtu: PlannedRtu,
  table: SignalTable,
  point: number,
  record: ElementRecord,
): Omit<PointStep, 'number'> {
  const pointType = table.pointType[point];
  return {
    kind: 'point',
    rtu,
    ioa: table.pointIoa[point],
    typeId: table.typeId[table.pointFirst[point]],
    pointType,
    record,
    comment: pointComment(table, point),
    ...showState(pointType, record),
  };
}

/** The values of the rows of each point; the one that it starts with is the first. */
function valuesByPoint(table: SignalTable): ElementRecord[][] {
  const values = Array.from({ length: table.points }, (): ElementRecord[] => []);
  for (let row = 0; row < table.rows; row++) {
    const point = table.point[row];
    const record = readElements(
      typeOf(table.pointType[point]),
      table.objects,
      table.objectAt[row] + IOA_OCTETS,
    );
    if (table.pointFirst[point] === row) values[point].unshift(record);
    else values[point].push(record);
  }
  return values;
}

/** The places of all commands, which the engine is to tell of. */
export function commandPlaces(
  rtus: readonly WalkRtu[],
  tables: ReadonlyMap<string, SignalTable>,
): { rtuNumber: number; ioa: number; pointType: 0 }[] {
  const places = new Map<string, { rtuNumber: number; ioa: number; pointType: 0 }>();
  for (const { rtuNumber, ioFile } of rtus) {
    for (const ioa of tables.get(ioFile)?.commandIoa ?? []) {
      places.set(`${rtuNumber} ${ioa}`, { rtuNumber, ioa, pointType: 0 });
    }
  }
  return [...places.values()];
}
