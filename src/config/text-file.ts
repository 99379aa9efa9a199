/** Configuration files from disk as text. Source: `docs/behaviour.md` §1: encodings. */
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '../channel/definitions.js';
import { type Decoding, decodeLines } from '../csv/line-decoder.js';
import { systemReason } from '../text/system-errors.js';
import { collectFindings } from './findings.js';

/**
 * Text of a file with its lines ended by LF, and warnings about its form; or the reason why it can't be read. `isRefused`: the file is
 * there and the system refuses it, as while another program holds it: it may be read later without having changed.
 */
export type TextReading = { text: string; warnings: Finding[] } | { finding: Finding; isRefused?: true };

/** The file is not there. */
const NOT_THERE = ['ENOENT', 'ENOTDIR'];

/**
 * Reads a text file. `path` is opened, `file` is its name in findings.
 * A file that is missing, no regular file or empty is a finding; nothing is thrown. What is not UTF-8 is read, with a warning
 * that names the encoding taken.
 */
export function readTextFile(path: string, file: string): TextReading {
  const refuse = (row: number, found: string, expected: string): { finding: Finding } => {
    const findings = collectFindings(file);
    findings.error(row, '', found, expected);
    return { finding: findings.list[0] };
  };
  let octets: Buffer;
  try {
    const kind = statSync(path);
    // A pipe or device would block the start or never end.
    if (!kind.isFile()) return refuse(0, kind.isDirectory() ? 'a folder' : 'no regular file', 'a CSV file');
    octets = readFileSync(path);
  } catch (error) {
    const refusal = refuse(0, systemReason(error, 'read'), 'a readable CSV file');
    const isThere = !NOT_THERE.includes((error as NodeJS.ErrnoException).code ?? '');
    return isThere ? { ...refusal, isRefused: true } : refusal;
  }
  if (octets.length === 0) return refuse(0, 'an empty file', 'a CSV file with rows');
  const { lines, decoding } = decodeLines(octets);
  return { text: lines.join('\n'), warnings: warningsOf(lines, decoding, file) };
}

const UTF8_EXPECTED = 'UTF-8 (in Excel: save as "CSV UTF-8")';

/** At most one warning: the encoding that was taken, or the line ends. */
function warningsOf(lines: readonly string[], decoding: Decoding, file: string): Finding[] {
  const findings = collectFindings(file);
  const { encoding, firstLine, onlyCr } = decoding;
  if (encoding === 'UTF-16') findings.warning(0, '', 'UTF-16', `${UTF8_EXPECTED}; it is read as UTF-16`);
  else if (encoding === 'Windows-1252') {
    const expected = `${UTF8_EXPECTED}; lines that are no UTF-8 are read as Windows-1252`;
    findings.warning(firstLine, '', lines[firstLine - 1].trim(), expected);
  } else if (onlyCr) findings.warning(0, '', 'lines that end with CR', 'LF or CRLF at line ends; it is read');
  return findings.list;
}

/** What is wrong with the folder of the IOA files, which then holds none of them; `undefined`: it can be opened. Nothing is thrown. */
export function findFolderFault(path: string): Finding | undefined {
  let found = 'no folder';
  try {
    if (statSync(path).isDirectory()) return undefined;
  } catch (error) {
    found = systemReason(error, 'folder');
  }
  const findings = collectFindings(path);
  findings.error(0, '', found, 'the folder of the IOA files (--data names another)');
  return findings.list[0];
}

/**
 * The paths of files beside `path` whose names are the same but for upper and lower case, in the order of their names; none if `path` itself is
 * there, or its folder can't be read.
 */
export function findInOtherCase(path: string): string[] {
  if (existsSync(path)) return [];
  const name = basename(path);
  const folder = path.slice(0, path.length - name.length);
  try {
    const names = readdirSync(dirname(path)).filter((each) => each.toLowerCase() === name.toLowerCase());
    return names.sort().map((each) => folder + each);
  } catch {
    return [];
  }
}

/** Whether a file of a folder ends with a line end; true as well if it can't be read. */
export function endsWithLineEnd(folder: string, file: string): boolean {
  let handle: number | undefined;
  try {
    handle = openSync(join(folder, file), 'r');
    const last = new Uint8Array(1);
    const { size } = fstatSync(handle);
    return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && (last[0] === 10 || last[0] === 13);
  } catch {
    return true;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
