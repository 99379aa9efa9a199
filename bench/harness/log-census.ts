/** Counts the signal logs of a run: octets, lines of signals, lines that the program reports as lost. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Counts over the signal logs of a run. */
export interface LogCensus {
  octets: number;
  signals: number;
  lost: number;
}

const CHUNK_OCTETS = 1 << 20;
/** Longer than any line of a flood's log. */
const OVERLAP_OCTETS = 256;

/** Reads every CSV file of `folder`. */
export function countLog(folder: string): LogCensus {
  const census: LogCensus = { octets: 0, signals: 0, lost: 0 };
  const chunk = Buffer.allocUnsafe(CHUNK_OCTETS + OVERLAP_OCTETS);
  for (const name of readdirSync(folder))
    if (name.endsWith('.csv')) countFile(join(folder, name), chunk, census);
  return census;
}

function countFile(path: string, chunk: Buffer, census: LogCensus): void {
  const file = openSync(path, 'r');
  try {
    let held = 0;
    for (;;) {
      const read = readSync(file, chunk, held, CHUNK_OCTETS, null);
      if (read === 0) return;
      census.octets += read;
      const length = held + read;
      const end = chunk.lastIndexOf(10, length - 1) + 1;
      countLines(chunk.subarray(0, end), census);
      chunk.copyWithin(0, end, length);
      held = length - end;
      if (held > OVERLAP_OCTETS) throw new Error(`${path} has a line of more than ${OVERLAP_OCTETS} octets`);
    }
  } finally {
    closeSync(file);
  }
}

function countLines(lines: Buffer, census: LogCensus): void {
  for (let at = lines.indexOf(',signal,'); at >= 0; at = lines.indexOf(',signal,', at + 8)) census.signals++;
  for (let at = lines.indexOf(' lines lost\n'); at >= 0; at = lines.indexOf(' lines lost\n', at + 12)) {
    census.lost += Number(lines.toString('latin1', lines.lastIndexOf(44, at) + 1, at));
  }
}
