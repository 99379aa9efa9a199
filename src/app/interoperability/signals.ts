/** What the signals of RTUs are, looked at once for all RTUs with the same files. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { hasListeners } from '../../interoperability/build-list.js';
import {
  type IndexedTable,
  indexTable,
  type SignalUse,
  signalUse,
} from '../../interoperability/used-causes.js';
import type { SignalTable } from '../../station/points/signal-table.js';

/** The RTUs of one number. */
interface Sisters {
  rows: number;
  readonly files: Set<string>;
}

export class Signals {
  private readonly indexed = new Map<string, IndexedTable>();
  private readonly sistersOf = new Map<number, Sisters>();
  private readonly known = new Map<string, SignalUse>();

  /** `tables`: by the name of the file; it has the file of every RTU. */
  constructor(
    rtus: readonly RtuDefinition[],
    private readonly tables: ReadonlyMap<string, SignalTable>,
  ) {
    for (const { rtuNumber, ioFile } of rtus) {
      const sisters = this.sistersOf.get(rtuNumber) ?? { rows: 0, files: new Set() };
      sisters.rows++;
      sisters.files.add(ioFile);
      this.sistersOf.set(rtuNumber, sisters);
    }
  }

  of(rtu: RtuDefinition): SignalUse {
    const { rows = 1, files = [] } = this.sistersOf.get(rtu.rtuNumber) ?? {};
    const others = [...files].filter((file) => file !== rtu.ioFile);
    const hasOthers = hasListeners(rtu, rows > 1);
    const key = JSON.stringify([rtu.ioFile, others, hasOthers]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const sisters = others.map((file) => this.indexOf(file));
    const use = signalUse({ own: this.indexOf(rtu.ioFile), sisters, hasOthers });
    this.known.set(key, use);
    return use;
  }

  private indexOf(file: string): IndexedTable {
    const known = this.indexed.get(file);
    if (known !== undefined) return known;
    const table = this.tables.get(file);
    if (table === undefined) throw new Error(`${file} was not loaded`);
    const indexed = indexTable(table);
    this.indexed.set(file, indexed);
    return indexed;
  }
}
