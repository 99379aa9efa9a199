/** Writes the reports of a run, one after the other. */
import type { Progress } from '../progress/progress.js';
import { faultsPathOf } from '../report/faults-csv.js';
import { reportFormat } from '../report/report-path.js';
import type { RunReport } from '../report/run-report.js';
import { type WriteOptions, writeFaults, writeReport } from '../report/write-report.js';
import { formatMegabytes } from '../text/format.js';

export class RunReports {
  /** The report that is being written; `undefined`: all are written, or could not be written. */
  unfinished: string | undefined;
  /** How many could not be written; each was told with its reason. */
  failed = 0;
  /** Paths of those that are written. */
  readonly done: string[] = [];
  /** Resolves when none is unfinished. Never rejects. */
  readonly written: Promise<void>;

  /** `tell` takes a sentence about each; `how`: the form of CSV reports, the paper of PDF reports. */
  constructor(
    report: RunReport,
    private readonly paths: readonly string[],
    private readonly tell: (line: string) => void,
    private readonly progress: Progress,
    private readonly how: Pick<WriteOptions, 'form' | 'paper'> = {},
  ) {
    this.written = this.writeAll(report);
  }

  /** A sentence where the run has failed because of its reports; none else. */
  get complaint(): string[] {
    const { failed, paths } = this;
    return failed === 0
      ? []
      : [`${failed} of ${paths.length} reports could not be written: the run has failed`];
  }

  private async writeAll(report: RunReport): Promise<void> {
    for (const path of this.paths) {
      this.unfinished = path;
      try {
        const said = await this.write(report, path);
        // A PDF that no browser could print lies beside, as a page.
        if (said === `report: ${path}`) this.done.push(path);
        this.tell(said);
        if (report.faults !== undefined && reportFormat(path) === 'csv') await this.writeFaults(report, path);
      } catch (error) {
        this.tell(error instanceof Error ? error.message : String(error));
        this.failed++;
      }
    }
    this.unfinished = undefined;
  }

  /** The faults of the run, beside its CSV report. */
  private async writeFaults(report: RunReport, path: string): Promise<void> {
    const beside = faultsPathOf(path);
    await writeFaults(report, beside, this.how.form);
    this.done.push(beside);
    this.tell(`report: ${beside}`);
  }

  private async write(report: RunReport, path: string): Promise<string> {
    const { at, end } = this.progress.begin(`writing ${path}`);
    try {
      const tell = (octets: number): void => at(Number.NaN, formatMegabytes(octets));
      return await writeReport(report, path, { tell, ...this.how });
    } finally {
      end();
    }
  }
}
