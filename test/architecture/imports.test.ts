/** The direction of imports and the house rules on files, held over `src`. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findBreaches, type SourceFile } from './rules.js';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

function readSources(): SourceFile[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${src}${path}`, 'utf8') }));
}

it('src keeps to the rooms and the house rules', () => {
  const files = readSources();
  expect(files.map((file) => file.path)).toContain('codec/asdu.ts');
  expect(findBreaches(files)).toEqual([]);
});
