/** Reads a list in JSON from a file. */
import { readFileSync, statSync } from 'node:fs';
import type { InteroperabilityList } from '../../interoperability/list.js';
import { parseLists } from '../../interoperability/list-file.js';
import { plainText } from '../../text/outside-text.js';
import { systemReason } from '../../text/system-errors.js';

/** No list of 10,000 RTUs is longer. */
const MOST_OCTETS = 256 * 1024 * 1024;

/** The lists of a file; sentences with its name if it can't be used. Never throws. */
export function readListFile(path: string): { lists: InteroperabilityList[] } | { faults: string[] } {
  const name = plainText(path);
  try {
    const kind = statSync(path);
    if (!kind.isFile()) {
      return {
        faults: [
          `${name}: found ${kind.isDirectory() ? 'a folder' : 'no regular file'}, expected a list in JSON`,
        ],
      };
    }
    if (kind.size > MOST_OCTETS)
      return { faults: [`${name}: found more than 256 MB, expected a list in JSON`] };
    const reading = parseLists(readFileSync(path, 'utf8'));
    return 'lists' in reading ? reading : { faults: reading.faults.map((fault) => `${name}: ${fault}`) };
  } catch (error) {
    return { faults: [`${name}: ${systemReason(error, 'read')}`] };
  }
}
