/** A whole sample set: the ini file and the databases that it names. */
import { type DatabaseFile, STATIONS } from './bays.js';
import { writeDatabase } from './database.js';
import { type IniOptions, planRtus, writeIni } from './ini.js';

/** What a set is made from. */
export interface SampleOptions extends IniOptions {
  /** Points of each database that answer an interrogation. */
  signals: number;
  seed: number;
}

/** The set that the repository holds. */
export const DEFAULT_SAMPLE: SampleOptions = {
  rtus: 153,
  signals: 300,
  seed: 1,
  firstPort: 2404,
  firstNumber: 101,
  k: 12,
  idleSeconds: 60,
  style: 'full',
};

/** Fewest points: below, the index groups would lack what they play with. */
export const FEWEST_SIGNALS = 60;

/** Files by their path from the folder where the program starts. The same options give the same texts. */
export function makeSampleSet(options: SampleOptions): Map<string, string> {
  const { loaded } = planRtus(options);
  const files = new Map([['iec104rs.csv', writeIni(options)]]);
  for (const file of Object.keys(STATIONS) as DatabaseFile[]) {
    const numbers = new Set(loaded.filter((row) => row.file === file).map((row) => row.rtuNumber));
    const { signals, seed, style } = options;
    files.set(`data/${file}`, writeDatabase({ file, signals, seed, style, rtuNumbers: [...numbers] }));
  }
  return files;
}
