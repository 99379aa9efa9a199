/** Writes the files of `profiles/tacoma*`: `node build/samples/tacoma-write.js .` from the root of the repository. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTacomaSet, TACOMA_SEED } from './tacoma.js';

const [out] = process.argv.slice(2);
if (out === undefined) {
  console.error('node build/samples/tacoma-write.js DIR');
  process.exitCode = 2;
} else {
  for (const [path, text] of makeTacomaSet(TACOMA_SEED)) {
    const target = join(out, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
