/** The figures of all rounds: rows of CSV as they come, medians at the end. */
import { cell, median } from '../harness/figures.js';
import type { Subject } from './relays.js';

/** Who a figure is of. */
export interface Round {
  scenario: string;
  run: number;
  subject: Subject;
}

/** A figure with its unit in its name, such as `p99_ms`. */
export type Figures = Readonly<Record<string, number>>;

const DECIMALS = 3;

/** Takes the figures of each round and prints them. */
export class FigureBook {
  private readonly figures = new Map<string, number[]>();
  /** Whether a count was not as it has to be. */
  hasFaults = false;

  constructor() {
    console.log('scenario,run,subject,figure,value');
  }

  add({ scenario, run, subject }: Round, figures: Figures): void {
    for (const [name, value] of Object.entries(figures)) {
      console.log(
        [scenario, run, subject, name, cell(value, Number.isInteger(value) ? 0 : DECIMALS)].join(','),
      );
      const key = `${scenario},${subject},${name}`;
      this.figures.set(key, [...(this.figures.get(key) ?? []), value]);
    }
  }

  /** Median over the rounds; NaN if there is none. */
  median(scenario: string, subject: Subject, figure: string): number {
    return median(this.figures.get(`${scenario},${subject},${figure}`) ?? []);
  }

  /** A count is wrong: it is told, and the benchmark ends with exit code 3. Empty: nothing is. */
  fault({ scenario, run, subject }: Round, what: string): void {
    if (what === '') return;
    this.hasFaults = true;
    process.stderr.write(`WRONG: ${scenario}, run ${run}, ${subject}: ${what}\n`);
  }

  /** A line of the summary, with the bar that it is measured by. */
  sum(scenario: string, text: string, value: number, bar: string, isMet: boolean): void {
    const verdict = Number.isNaN(value) ? 'not measured' : isMet ? 'met' : 'NOT met';
    console.log(`# ${scenario}: ${text}; bar: ${bar}: ${verdict}`);
  }
}
