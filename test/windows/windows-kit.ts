/** Kit for tests on Windows: files of RTUs, what a master counted, the one equation. */
import { winePorts } from '../support/wine.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';

/** A folder with RTUs 1, 2, … on 127.0.0.1, each with so many points of index 7, and the ports they have. */
export function siteOf(rtus: number, points: number): { work: Workspace; ports: number[] } {
  const work = new Workspace();
  const ports = winePorts(rtus);
  work.write('iec104rs.csv', ['bind,127.0.0.1', ...ports.map((port, i) => rtuRow({ no: i + 1, port }))]);
  work.write('data/d.csv', pointRows(7, points));
  return { work, ports };
}

/** What a master counted: the JSON line at its end. */
// biome-ignore lint/suspicious/noExplicitAny: a document that is looked into
export function counted({ output }: { output: string }): any {
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

/** Counts of signals in a report. */
export type Books = Readonly<
  Record<
    | 'offered'
    | 'acknowledged'
    | 'unsentLink'
    | 'unsentEnded'
    | 'unsentFilter'
    | 'unsentBuffer'
    | 'open'
    | 'held'
    | 'spoiled',
    number
  >
>;

/** How many of the signals offered the others do not explain (`docs/behaviour.md` §9). */
export function unexplained(books: Books): number {
  const { unsentLink, unsentEnded, unsentFilter, unsentBuffer } = books;
  const unsent = unsentLink + unsentEnded + unsentFilter + unsentBuffer;
  return books.offered - books.acknowledged - unsent - books.open - books.held - books.spoiled;
}

/** The lines of the program's own log. */
// biome-ignore lint/suspicious/noExplicitAny: documents that are looked into
export function ownLog(work: Workspace, name = 'iec104rs.log'): any[] {
  return work
    .read('log', name)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
