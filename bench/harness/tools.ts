/** The programs that a benchmark runs: the built simulator, and `sink` and `flood` in C if they are available. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
/** The built program. */
export const PROGRAM = join(REPOSITORY, 'dist', 'main.js');
/** Input and C sources that come with the project, beside the repository. */
export const SHARED = join(REPOSITORY, '..', 'shared');

/** Path of a built benchmark file. */
export function builtFile(name: string): string {
  return join(REPOSITORY, 'build', name);
}

/** Paths of the C tools. */
export interface CTools {
  sink: string;
  flood: string;
}

/**
 * The C tools: those given, or compiled into `folder` from the sources beside the repository.
 * `undefined` if there are no sources or no compiler. Throws if only one was given, or one doesn't exist.
 */
export function findCTools(folder: string, sink?: string, flood?: string): CTools | undefined {
  if (sink !== undefined || flood !== undefined) {
    if (sink === undefined || flood === undefined) throw new RangeError('--sink and --flood go together');
    for (const path of [sink, flood]) if (!existsSync(path)) throw new RangeError(`${path} does not exist`);
    return { sink, flood };
  }
  const sources = join(SHARED, 'bench');
  if (!existsSync(join(sources, 'sink.c')) || !existsSync(join(sources, 'flood.c'))) return undefined;
  const tools = { sink: join(folder, 'sink'), flood: join(folder, 'flood') };
  try {
    compile(join(sources, 'sink.c'), tools.sink);
    compile(join(sources, 'flood.c'), tools.flood);
  } catch (error) {
    process.stderr.write(
      `sink and flood were not compiled: ${error instanceof Error ? error.message : error}\n`,
    );
    return undefined;
  }
  return tools;
}

function compile(source: string, target: string): void {
  execFileSync('cc', ['-O2', '-o', target, source, '-lpthread'], { stdio: ['ignore', 'ignore', 'pipe'] });
}
