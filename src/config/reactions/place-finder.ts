/** Finds the points and commands that reactions name in the IOA files of the RTUs. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { findType, typeOf } from '../../codec/types.js';
import type { WatchedPoint } from '../../reactions/plan.js';
import { canReact, pointValue } from '../../reactions/point-value.js';
import { Image } from '../../station/points/image.js';
import type { SignalTable } from '../../station/points/signal-table.js';
import type { NamedPlace } from './phrases.js';

/** What a phrase names, or what was expected instead. */
export type Found<T> = { readonly found: T } | { readonly expected: string };

/** A file of an RTU number. */
interface StationFile {
  readonly table: SignalTable;
  readonly image: Image;
  /** Type ids by IOA. */
  readonly commands: ReadonlyMap<number, readonly number[]>;
}

export class PlaceFinder {
  /** All points that were found, in the order of the first time. */
  readonly points: WatchedPoint[] = [];
  private readonly places = new Map<string, number>();
  private readonly stations = new Map<number, StationFile[]>();

  constructor(rtus: readonly RtuDefinition[], tables: ReadonlyMap<string, SignalTable>) {
    const files = new Map<SignalTable, StationFile>();
    for (const { rtuNumber, ioFile } of rtus) {
      const table = tables.get(ioFile);
      if (table === undefined) continue;
      let file = files.get(table);
      if (file === undefined) {
        file = { table, image: new Image(table), commands: commandsOf(table) };
        files.set(table, file);
      }
      const station = this.stations.get(rtuNumber) ?? [];
      if (!station.includes(file)) station.push(file);
      this.stations.set(rtuNumber, station);
    }
  }

  /** RTU numbers that have an RTU, ascending. */
  get rtuNumbers(): number[] {
    return [...this.stations.keys()].sort((a, b) => a - b);
  }

  /** Place of the point in `points`. `own`: the RTU number where none is named. */
  point({ ioa, typeId, rtuNumber }: NamedPlace, own: number): Found<number> {
    const number = rtuNumber ?? own;
    const files = this.stations.get(number);
    if (files === undefined) return { expected: NO_RTU };
    const wanted = typeId === undefined ? undefined : findType(typeId)?.untimedId;
    const found = new Map<number, { file: StationFile; point: number }>();
    for (const file of files) {
      for (const point of file.image.pointsAt(ioa)) {
        const pointType = file.table.pointType[point];
        if (!found.has(pointType)) found.set(pointType, { file, point });
      }
    }
    const pointTypes = [...found.keys()];
    // People see the types of their file there, such as 30, not those of the points, such as 1.
    const types = [...found.values()].map(
      ({ file: { table }, point }) => table.typeId[table.pointFirst[point]],
    );
    const fitting = pointTypes.filter((type) =>
      wanted === undefined ? typeId === undefined : type === wanted,
    );
    if (fitting.length === 0) return { expected: this.missing(files, ioa, types) };
    if (fitting.length > 1) {
      return {
        expected: `the type behind the IOA, as in ${ioa} type ${types[0]}: it has points of the types ${types.join(' and ')}`,
      };
    }
    const [pointType] = fitting;
    if (!canReact(pointType))
      return { expected: `a point with a value; ${typeOf(pointType).mnemonic} has none` };
    const { file, point } = found.get(pointType) ?? { file: files[0], point: 0 };
    return { found: this.placeOf(number, ioa, pointType, file, point) };
  }

  /** Types of the commands at an IOA. */
  command(
    { ioa, typeId, rtuNumber }: NamedPlace,
    own: number,
  ): Found<{ rtuNumber: number; typeIds: number[] }> {
    const number = rtuNumber ?? own;
    const files = this.stations.get(number);
    if (files === undefined) return { expected: NO_RTU };
    const all = [...new Set(files.flatMap(({ commands }) => commands.get(ioa) ?? []))];
    const wanted = typeId === undefined ? undefined : findType(typeId)?.untimedId;
    const typeIds = typeId === undefined ? all : all.filter((type) => typeOf(type).untimedId === wanted);
    if (typeIds.length > 0) return { found: { rtuNumber: number, typeIds } };
    const has = all.length === 0 ? 'has no command there' : `has a command of type ${all.join(', ')} there`;
    return { expected: `the IOA and type of a command; ${namesOf(files)} ${has}` };
  }

  private missing(files: readonly StationFile[], ioa: number, types: readonly number[]): string {
    if (types.length > 0) return `type ${types.join(' or ')}, which IOA ${ioa} has in ${namesOf(files)}`;
    return `the IOA of a signal of ${namesOf(files)}`;
  }

  private placeOf(
    rtuNumber: number,
    ioa: number,
    pointType: number,
    file: StationFile,
    point: number,
  ): number {
    const key = `${rtuNumber} ${ioa} ${pointType}`;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const first = pointValue(pointType, file.image.elements(point));
    const place = this.points.push({ rtuNumber, ioa, pointType, first }) - 1;
    this.places.set(key, place);
    return place;
  }
}

const NO_RTU = 'the number of a loaded RTU';

function namesOf(files: readonly StationFile[]): string {
  return files.map(({ table }) => table.file).join(' and ');
}

function commandsOf({ commands, commandType, commandIoa }: SignalTable): Map<number, number[]> {
  const byIoa = new Map<number, number[]>();
  for (let row = 0; row < commands; row++) {
    const types = byIoa.get(commandIoa[row]);
    if (types === undefined) byIoa.set(commandIoa[row], [commandType[row]]);
    else types.push(commandType[row]);
  }
  return byIoa;
}
