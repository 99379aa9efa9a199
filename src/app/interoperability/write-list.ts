/** Writes a document: whole or not at all. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { OtherName, replaceFile } from '../../report/replace-file.js';
import { draftOf } from '../../report/report-path.js';
import { plainText } from '../../text/outside-text.js';
import { systemReason } from '../../text/system-errors.js';

/** Writes the pieces to a draft that then takes the place of a file of this name; a sentence if that can't be done. */
export async function writeList(path: string, pieces: Iterable<string>): Promise<string | undefined> {
  const draft = draftOf(path);
  const name = plainText(path);
  try {
    const file = openSync(draft, 'wx');
    try {
      for (const piece of pieces) writeSync(file, piece);
    } finally {
      closeSync(file);
    }
    await replaceFile(draft, path);
    return undefined;
  } catch (error) {
    if (error instanceof OtherName) {
      return `${name}: ${systemReason(error.cause, 'write')}; this one is ${plainText(error.path)}`;
    }
    rmSync(draft, { force: true });
    return `${name}: ${systemReason(error, 'write')}`;
  }
}
