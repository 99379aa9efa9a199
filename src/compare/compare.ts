/** `iec104rs compare sent.csv events.csv`: compares what was sent with the event list of a SCADA front-end. */
import type { TextSink } from '../command-line/parse-words.js';
import { NO_PROGRESS, type Progress } from '../progress/progress.js';
import { type CompareOptions, parseCompare } from './compare-options.js';
import { compareSheet } from './compare-sheet.js';
import { during, eventOptionsOf } from './event-options.js';
import { readEventList } from './input/event-list.js';
import { Points } from './input/points.js';
import { ReadingError } from './input/reading-error.js';
import { readSentList, type SentList } from './input/sent-list.js';
import { isSheetFile } from './input/sheet-list.js';
import { matchLists } from './matching/match-lists.js';
import { writeDifferences } from './output/difference-rows.js';
import { formatJson, formatSummary } from './output/summary.js';
import { tallyOf } from './output/tally.js';

const EXIT_MATCHES = 0;
const EXIT_READING = 1;
const EXIT_DIFFERENCES = 3;

/**
 * Runs the command. `words`: the words after `compare`. The summary goes to `out`, errors to `err`; `progress` shows long work.
 * Returns the exit code: 0 everything matches, 1 a file can't be read or lacks a column, 2 usage, 3 differences.
 */
export async function runCompare(
  words: readonly string[],
  out: TextSink,
  err: TextSink,
  progress: Progress = NO_PROGRESS,
): Promise<number> {
  const parsed = parseCompare(words, { out, err });
  if ('exitCode' in parsed) return parsed.exitCode;
  try {
    const { options } = parsed;
    const judge = (await isSheetFile(options.sentFile)) ? compareSheet : compare;
    return await judge(options, out, progress);
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    err.write(`${error.message}\n`);
    return EXIT_READING;
  }
}

async function compare(options: CompareOptions, out: TextSink, progress: Progress): Promise<number> {
  const { sentFile, listFile, filter, reduction } = options;
  const points = new Points();
  const shown = during(progress);
  const sent = await shown(`reading ${sentFile}`, (tell) =>
    readSentList(sentFile, points, filter, reduction, tell),
  );
  if (sent.rows === 0) throw new ReadingError(nothingSent(sentFile, sent));
  const events = await shown(`reading ${listFile}`, (tell) =>
    readEventList(listFile, points, sent, eventOptionsOf(options), tell),
  );
  const limits = { toleranceMs: options.toleranceMs ?? 0, reachMs: options.reachMs };
  const ledger = await shown('comparing', (tell) => matchLists(points, sent, events, limits, tell));
  const tally = tallyOf(ledger);
  const { out: differences } = options;
  if (differences !== undefined)
    await shown(`writing ${differences}`, (tell) =>
      writeDifferences(differences, ledger, tell, options.csvForm),
    );
  out.write(options.json ? formatJson(ledger, tally, options) : formatSummary(ledger, tally, options));
  return tally.total === 0 ? EXIT_MATCHES : EXIT_DIFFERENCES;
}

function nothingSent(file: string, { filtered, faults }: SentList): string {
  if (faults.rows > 0) return [...faults.texts, `${file}: none of its rows can be read`].join('\n');
  if (filtered === 0) return `${file}: found no events, expected a row for each event sent`;
  return `${file}: --port, --ca-only and --connection leave none of its ${filtered} events`;
}
