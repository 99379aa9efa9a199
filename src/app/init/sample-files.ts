/** The sample files of the program, as a new folder has them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NewFile, withKeptEvents } from './init-plan.js';

/** The program's own folder. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A file or a folder of the samples. */
interface SamplePart {
  /** Below the program's folder, with `/`. */
  readonly from: string;
  /** Below the new folder. */
  readonly to: string;
  /** What it is, for people; without a full stop. */
  readonly what: string;
}

/** What a new folder has, in the order in which it is told. */
export const SAMPLE_PARTS: readonly SamplePart[] = [
  { from: 'samples/README.txt', to: 'README.txt', what: 'what each file is, and how to start' },
  { from: 'iec104rs.csv', to: 'iec104rs.csv', what: 'the RTUs, a row each: the ini file' },
  { from: 'data', to: 'data', what: 'the signals of the RTUs: IOA files' },
  { from: 'profiles', to: 'profiles', what: 'load profiles and faults over time: --profile' },
  { from: 'samples/reactions.csv', to: 'reactions.csv', what: 'what RTUs do by themselves: --reactions' },
  { from: 'samples/roles.csv', to: 'roles.csv', what: 'what the test book sends: iec104rs test' },
  { from: 'iec104mm2ss.csv', to: 'iec104mm2ss.csv', what: 'many masters to one RTU: iec104rs gateway' },
];

/** Reads the sample files; ini files say `events,keep`. Throws what the disk says: the program is not whole then. */
export function readSamples(root = ROOT): NewFile[] {
  return SAMPLE_PARTS.flatMap(({ from, to }) => {
    if (!statSync(join(root, from)).isDirectory()) return [readSample(root, from, to)];
    const names = readdirSync(join(root, from), { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.csv'))
      .sort();
    return names.map((name) => readSample(root, `${from}/${name}`, `${to}/${name}`));
  });
}

function readSample(root: string, from: string, path: string): NewFile {
  const content = readFileSync(join(root, from));
  return { path, content: /(?:^|\/)iec104rs\.csv$/.test(from) ? withKeptEvents(content) : content };
}
