/** A configuration for throughput: equal RTUs on 127.0.0.1 and one database whose index 1 holds only `M_SP_TB_1`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvLine } from '../samples/csv.js';

/** The index that a flood sends. */
export const FLOOD_INDEX = 1;
/** Objects of `M_SP_TB_1` that fill an ASDU. */
export const FULL_OBJECTS = 22;
/** Ten full ASDUs, so that with `objects=max` every frame is full. */
export const FLOOD_SIGNALS = 220;

/** Size and addresses of the set. */
export interface FloodOptions {
  rtus: number;
  firstPort: number;
  k: number;
  objects: '1' | 'max';
}

/** IOA file of the flood: `FLOOD_SIGNALS` points, all reported by an interrogation. */
export function floodDatabase(): string {
  const rows = [
    csvLine(['#index', 'GI', 'typeid', 'IOA', 'Value', 'wait sec', '', '', '', '', 'T-out(ms)', 'Comment']),
  ];
  for (let i = 1; i <= FLOOD_SIGNALS; i++) {
    const bay = String(Math.ceil(i / 20)).padStart(2, '0');
    const comment = `BAY${bay} SIGNAL ${String(i).padStart(3, '0')}`;
    rows.push(csvLine([FLOOD_INDEX, 'Y', 30, i, i % 2, 0, '', '', '', '', '', comment]));
  }
  return `${rows.join('\n')}\n`;
}

/** Ini file of the flood; RTU numbers count from 1, like the connections of `flood`. */
export function floodIni({ rtus, firstPort, k, objects }: FloodOptions): string {
  const rows = [csvLine(['bind', '127.0.0.1']), csvLine(['eoi', 'never']), csvLine(['objects', objects])];
  for (let i = 0; i < rtus; i++) {
    rows.push(csvLine([i + 1, `F${i + 1}`, i + 1, firstPort + i, '127.0.0.1', k, 60, 'flood.csv']));
  }
  return `${rows.join('\n')}\n`;
}

/** A folder that is removed when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'iec104rs-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes ini file and database below `folder`; returns the arguments that name them and the log folder. */
export function writeFloodSet(
  folder: string,
  options: FloodOptions,
): { ini: string; data: string; log: string } {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const ini = join(folder, 'flood-ini.csv');
  writeFileSync(ini, floodIni(options));
  writeFileSync(join(data, 'flood.csv'), floodDatabase());
  return { ini, data, log: join(folder, 'log') };
}
