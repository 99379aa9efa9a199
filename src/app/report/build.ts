/** `iec104rs report build`: completes a report from its JSON. */
import { formatFinding } from '../../channel/definitions.js';
import type { TextSinks } from '../../command-line/parse-words.js';
import { loadRemarks } from '../../config/remark-rows.js';
import { readRunReport } from '../../report/read-report.js';
import { checkReportPath } from '../../report/report-path.js';
import type { RunReport } from '../../report/run-report.js';
import { writeReport } from '../../report/write-report.js';
import { loadCover } from '../simulate/cover-options.js';
import { findOverwritten } from '../simulate/output-paths.js';
import { type BuildOptions, parseBuild } from './build-options.js';

const EXIT = { OK: 0, NOT_DONE: 1 } as const;

/** Runs the command with the words after it. Returns the exit code. */
export async function runReportBuild(words: readonly string[], sinks: TextSinks): Promise<number> {
  const parsed = parseBuild(words, sinks);
  if ('exitCode' in parsed) return parsed.exitCode;
  const { options } = parsed;
  const fault = findFault(options);
  const read = fault === undefined ? readRunReport(options.run) : { fault };
  if ('fault' in read) {
    sinks.err.write(`error: ${read.fault}\n`);
    return EXIT.NOT_DONE;
  }
  const { report, isSound } = complete(read.report, options, sinks);
  let failed = isSound ? 0 : 1;
  for (const path of options.reports) {
    try {
      sinks.out.write(
        `${await writeReport(report, path, { ...(options.paper === undefined ? {} : { paper: options.paper }) })}\n`,
      );
    } catch (error) {
      sinks.err.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
      failed++;
    }
  }
  return failed === 0 ? EXIT.OK : EXIT.NOT_DONE;
}

/** Why the files can't be written, or `undefined`. */
function findFault({ run, remarks, coverFile, reports }: BuildOptions): string | undefined {
  const inputs = [run, remarks, coverFile].filter((path) => path !== undefined);
  const outputs = reports.map((path) => ({ what: 'report', path }));
  return (
    findOverwritten(inputs, outputs) ??
    reports.map((path) => checkReportPath(path)).find((reason) => reason !== undefined)
  );
}

/** The report with its title page and remarks; findings are told. `isSound`: no row was left out. */
function complete(
  run: RunReport,
  options: BuildOptions,
  { err }: TextSinks,
): { readonly report: RunReport; readonly isSound: boolean } {
  const { cover, findings } = loadCover(options);
  const numbers = new Set(run.rtus.map(({ no }) => no));
  const read = options.remarks === undefined ? undefined : loadRemarks(options.remarks, numbers);
  const all = [...findings, ...(read?.findings ?? [])];
  for (const finding of all) err.write(`${formatFinding(finding)}\n`);
  const { program, ...rest } = run;
  const whole = { ...run.cover, ...cover };
  const remarks = [...(run.remarks ?? []), ...(read?.remarks ?? [])];
  const report: RunReport = {
    ...(run.schema === undefined ? {} : { schema: run.schema }),
    program,
    ...(Object.keys(whole).length === 0 ? {} : { cover: whole }),
    ...withoutThese(rest),
    ...(remarks.length === 0 ? {} : { remarks }),
  };
  return { report, isSound: all.every(({ severity }) => severity !== 'error') };
}

/** Without what stands in front of it or behind it in the file. */
function withoutThese({ schema: _, cover: _cover, remarks: _remarks, ...rest }: Omit<RunReport, 'program'>) {
  return rest;
}
