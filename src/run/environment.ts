/** The machine and the files of a run. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, hostname, release, totalmem, type } from 'node:os';
import { withoutCover } from '../report/cover.js';
import type { RunReport } from '../report/run-report.js';

/** Facts about the machine. */
export function describeMachine(): RunReport['machine'] {
  return {
    host: hostname(),
    system: `${type()} ${release()}, ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? '',
    processors: availableParallelism(),
    memoryOctets: totalmem(),
    node: process.version,
  };
}

/** The present files, and one hash over all of them and the arguments (not over those for the title page). A file that cannot be read counts as empty. */
export function hashConfiguration(
  paths: readonly string[],
  words: readonly string[],
): Pick<RunReport['configuration'], 'hash' | 'files' | 'arguments'> {
  const files = paths.map((path) => {
    const octets = readOrNothing(path);
    return { path, octets: octets.length, sha256: sha256(octets) };
  });
  const shown = maskSecrets(words);
  const all = [
    ...files.map((file) => `${file.sha256} ${file.path}`),
    JSON.stringify(withoutCover(shown)),
  ].join('\n');
  return { hash: sha256(all), files, arguments: shown };
}

/** The arguments without the token of the HTTP API, because reports are passed on. */
function maskSecrets(words: readonly string[]): string[] {
  return words.map((word, i) => {
    if (words[i - 1] === '--api-token') return '***';
    return word.startsWith('--api-token=') ? '--api-token=***' : word;
  });
}

function readOrNothing(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
