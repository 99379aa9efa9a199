/** Configuration files from disk as text. Source: `docs/behaviour.md` §1: UTF-8 with or without BOM. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { Finding } from '../channel/definitions.js';
import { systemReason } from '../text/system-errors.js';
import { collectFindings } from './findings.js';

/** Text of a file, or the reason why it can't be read. */
export type TextReading = { text: string } | { finding: Finding };

/**
 * Reads a text file. `path` is opened, `file` is its name in findings.
 * A file that is missing, no regular file, empty or not UTF-8 is a finding; nothing is thrown.
 */
export function readTextFile(path: string, file: string): TextReading {
  const refuse = (row: number, found: string, expected: string): TextReading => {
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
    return refuse(0, systemReason(error, 'read'), 'a readable CSV file');
  }
  if (octets.length === 0) return refuse(0, 'an empty file', 'a CSV file with rows');
  if (isUtf16(octets)) return refuse(0, 'UTF-16', 'UTF-8 (in Excel: save as "CSV UTF-8")');
  if (!isUtf8(octets)) {
    const at = firstBadLine(octets);
    return refuse(at.line, at.text, 'UTF-8 (in Excel: save as "CSV UTF-8")');
  }
  return { text: octets.toString('utf8') };
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

function isUtf16(octets: Buffer): boolean {
  const bom = octets.length >= 2 ? octets.readUInt16BE(0) : 0;
  if (bom === 0xfffe || bom === 0xfeff) return true;
  // Without a BOM: Latin text has a zero in every second octet, UTF-8 text has none.
  const sample = octets.subarray(0, 512);
  return sample.filter((octet) => octet === 0).length > sample.length / 4;
}

function firstBadLine(octets: Buffer): { line: number; text: string } {
  let from = 0;
  for (let line = 1; ; line++) {
    const end = octets.indexOf(0x0a, from);
    const content = octets.subarray(from, end < 0 ? octets.length : end);
    if (!isUtf8(content) || end < 0) return { line, text: content.toString('latin1').trim() };
    from = end + 1;
  }
}
