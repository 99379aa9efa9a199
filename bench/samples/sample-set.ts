/** A whole sample set: the ini file and the IOA files that it names. */
import { type DatabaseFile, STATIONS } from './bays.js';
import { writeDatabase } from './database.js';
import { type IniOptions, planRtus, writeIni } from './ini.js';

/** Size and style of a set. */
export interface SampleOptions extends IniOptions {
  /** Points of each IOA file that an interrogation reports. */
  signals: number;
  seed: number;
}

/** The set that is part of the repository. */
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

/** Least number of signals: below, the index groups lack points that they use. */
export const FEWEST_SIGNALS = 60;

/** Files by their path from the folder where the program is started. The same options give the same texts. */
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
