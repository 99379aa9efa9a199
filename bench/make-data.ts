/**
 * Writes a sample set (ini file and IOA files) of any size; the same arguments write the same octets.
 * The repository's own set: `node build/make-data.js --out .`
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_SAMPLE, FEWEST_SIGNALS, makeSampleSet, type SampleOptions } from './samples/sample-set.js';

const USAGE = `node build/make-data.js --out DIR [--rtus 153] [--signals 300] [--first-port 2404] [--first-number 101]
  [--k 12] [--idle 60] [--seed 1] [--plain]

  --rtus     RTUs that are loaded
  --signals  points of each database that answer an interrogation, ${FEWEST_SIGNALS} or more
  --plain    no options, hosts, waits and filters: every RTU alike, every row sent at once`;

/** A whole number within its range, or the default if the argument is absent. */
function whole(name: string, text: string | undefined, initial: number, low: number, high: number): number {
  if (text === undefined) return initial;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= low && value <= high) return value;
  throw new RangeError(`--${name} is "${text}", expected a whole number ${low}…${high}`);
}

function readArguments(): { out: string; options: SampleOptions } {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      rtus: { type: 'string' },
      signals: { type: 'string' },
      'first-port': { type: 'string' },
      'first-number': { type: 'string' },
      k: { type: 'string' },
      idle: { type: 'string' },
      seed: { type: 'string' },
      plain: { type: 'boolean' },
    },
  });
  if (values.out === undefined) throw new RangeError('--out is missing');
  const initial = DEFAULT_SAMPLE;
  const rtus = whole('rtus', values.rtus, initial.rtus, 1, 65000);
  const options: SampleOptions = {
    rtus,
    signals: whole('signals', values.signals, initial.signals, FEWEST_SIGNALS, 100_000),
    seed: whole('seed', values.seed, initial.seed, 0, 4294967295),
    // Every RTU needs a port, and up to one number each.
    firstPort: whole('first-port', values['first-port'], initial.firstPort, 1, 65536 - rtus),
    firstNumber: whole('first-number', values['first-number'], initial.firstNumber, 1, 65535 - rtus),
    k: whole('k', values.k, initial.k, 1, 32767),
    idleSeconds: whole('idle', values.idle, initial.idleSeconds, 0, 2147483),
    style: values.plain ? 'plain' : initial.style,
  };
  return { out: values.out, options };
}

try {
  const { out, options } = readArguments();
  for (const [path, text] of makeSampleSet(options)) {
    const target = join(out, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    console.log(`${target}: ${text.length} octets`);
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}
