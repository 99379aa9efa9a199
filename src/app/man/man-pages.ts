/** The reference that `man` shows: a page for each program and each command. */
import type { Command } from '../command.js';
import { type ManFoot, type ManSubject, manPage } from './man-page.js';
import { MAN_PARTS } from './man-parts.js';

/** A page: the name of its file, such as `iec104rs-gateway.1`, and its text. */
export interface ManFile {
  readonly file: string;
  readonly text: string;
}

/** Every page, in the order of the table. */
export async function manPages(commands: readonly Command[], foot: ManFoot): Promise<ManFile[]> {
  const subjects = await Promise.all(commands.map(subjectOf));
  const [program, ...others] = subjects;
  return subjects.map((subject) => {
    const seeAlso = subject === program ? others : subjects.filter((other) => other !== subject);
    const listed = subject === program ? others : [];
    const pages = seeAlso.map(({ page }) => page);
    return { file: `${subject.page}.1`, text: manPage(subject, listed, pages, foot) };
  });
}

async function subjectOf({ summary, load }: Command): Promise<ManSubject> {
  const { specification } = await load();
  const page = specification.name.replaceAll(' ', '-');
  return { page, summary, specification, parts: MAN_PARTS[page] ?? {} };
}
