/** The chart library uPlot as text, with its licence, for a page that must work without a network. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Script and style of the library; each begins with the licence as a comment. */
export interface ChartLibrary {
  readonly script: string;
  readonly style: string;
}

/** Reads the installed library; `undefined` if it is not installed: a report without charts is better than none. */
export function readChartLibrary(): ChartLibrary | undefined {
  const { resolve } = createRequire(import.meta.url);
  const read = (name: string): string => readFileSync(resolve(`uplot/${name}`), 'utf8').trim();
  try {
    const notice = `/*!\nuPlot, https://github.com/leeoniya/uPlot\n\n${read('LICENSE')}\n*/`;
    return {
      script: `${notice}\n${read('dist/uPlot.iife.min.js')}`,
      style: `${notice}\n${read('dist/uPlot.min.css')}`,
    };
  } catch {
    return undefined;
  }
}
