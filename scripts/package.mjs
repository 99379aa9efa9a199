/**
 * `npm run package -- [FORM …]`: builds packages into `packages/`, with `SHA256SUMS`. No word: all forms.
 * `--to FOLDER` builds elsewhere; `--verify` builds each form twice, in different surroundings, and compares the octets.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildForm, missingTools } from './package/build.mjs';
import { pressedNode } from './package/form-zip.mjs';
import { FORMS } from './package/forms.mjs';
import { parsePackageWords } from './package/package-words.mjs';
import { ROOT } from './package/root.mjs';
import { sourceDate } from './package/source-date.mjs';
import { writeSums } from './package/sums.mjs';
import { buildAgain } from './package/verify.mjs';

const parsed = parsePackageWords(process.argv.slice(2), FORMS);
if ('usage' in parsed) {
  process.stderr.write(`${parsed.usage}\n`);
  process.exit(2);
}
const missing = missingTools(parsed.forms);
if (missing !== undefined) {
  process.stderr.write(`${missing}\n`);
  process.exit(1);
}
const to = parsed.to === undefined ? join(ROOT, 'packages') : resolve(parsed.to);
try {
  // One date for all, whatever is committed meanwhile.
  process.env.SOURCE_DATE_EPOCH = String(sourceDate());
  mkdirSync(to, { recursive: true });
  // The part that takes minutes is kept for both builds.
  if (parsed.verify && parsed.forms.some(({ name }) => name === 'win-zip')) pressedNode();
  const compare = parsed.verify ? buildAgain(parsed.forms) : undefined;
  for (const form of parsed.forms) await buildForm(form, to);
  writeSums(to);
  console.log(`${join(to, 'SHA256SUMS')} written`);
  if (compare !== undefined) process.exitCode = await compare(to);
} catch (error) {
  process.stderr.write(`not built: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
