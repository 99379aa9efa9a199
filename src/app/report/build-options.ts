/** The command line of `iec104rs report build`. */
import type { CommandSpecification } from '../../command-line/command-specification.js';
import { type EndedEarly, parseWords, type TextSinks, usageError } from '../../command-line/parse-words.js';
import type { Paper } from '../../report/document/page-margins.js';
import { COVER_OPTIONS, type CoverOptions, coverOptionsOf } from '../simulate/cover-options.js';
import { RUN_OPTIONS } from '../simulate/run-options.js';

/** What is built from what. */
export interface BuildOptions extends CoverOptions {
  /** The JSON report of the run. */
  readonly run: string;
  readonly remarks: string | undefined;
  readonly reports: readonly string[];
  readonly paper: Paper | undefined;
}

const SHARED = ['--report <file>', '--paper <size>'];

/** `iec104rs report build`. */
export const REPORT_BUILD: CommandSpecification = {
  name: 'iec104rs report build',
  description:
    'Completes the report of a run later, from its JSON: with a title page, with what people remark, in other forms. Verdict and figures stay as they were.',
  arguments: [{ name: 'run.json', text: 'the JSON report of the run', path: 'file' }],
  options: [
    ...RUN_OPTIONS.filter(({ flags }) => SHARED.includes(flags)),
    {
      flags: '--remarks <file>',
      text: 'what people remark, from a CSV file of rows about,text,who: about is RTU and its number, or anything else',
    },
    ...COVER_OPTIONS,
  ],
  notes:
    'Texts of the title page that the JSON has already stay, unless an option or the file says otherwise.\nExit codes: 0 done; 1 a file cannot be read or written; 2 usage.',
};

/** Reads the words after the command. */
export function parseBuild(
  words: readonly string[],
  sinks: TextSinks,
): { options: BuildOptions } | EndedEarly {
  const parsed = parseWords(REPORT_BUILD, words, sinks);
  if ('exitCode' in parsed) return parsed;
  const { report, remarks, paper } = parsed.values as { report?: string[]; remarks?: string; paper?: Paper };
  if (report === undefined) return usageError("option '--report' is needed: where the report goes", sinks);
  return {
    options: { run: parsed.arguments[0], remarks, paper, reports: report, ...coverOptionsOf(parsed.values) },
  };
}
