/** What people say of a run: for the title page of its report and the lines to sign. */
import { isUnseen, plainText } from '../text/outside-text.js';

/** Texts for the title page; what nobody gave is absent. */
export interface ReportCover {
  readonly title?: string;
  readonly project?: string;
  readonly client?: string;
  readonly site?: string;
  /** The front-end under test: its name and version. */
  readonly frontEnd?: string;
  readonly test?: string;
  /** Sequence number of the test, or of the document. */
  readonly number?: string;
  readonly place?: string;
  readonly tester?: string;
  readonly witness?: readonly string[];
  /** Documents that the test follows, such as a specification with its revision. */
  readonly reference?: readonly string[];
}

/** One text of the title page. */
export interface CoverField {
  readonly key: keyof ReportCover;
  /** Its option without `--`, and its name in a file. */
  readonly name: string;
  /** Its words on the title page. */
  readonly label: string;
  /** For help. */
  readonly text: string;
  /** May be given several times. */
  readonly repeats?: true;
}

/** In the order of the title page. */
export const COVER_FIELDS: readonly CoverField[] = [
  { key: 'title', name: 'title', label: 'Title', text: 'title of the report' },
  { key: 'project', name: 'project', label: 'Project', text: 'project, for the title page of the report' },
  { key: 'client', name: 'client', label: 'Client', text: 'client, for the title page' },
  { key: 'site', name: 'site', label: 'Site', text: 'site or control centre, for the title page' },
  {
    key: 'frontEnd',
    name: 'front-end',
    label: 'Front-end under test',
    text: 'front-end under test with its version, for the title page',
  },
  { key: 'test', name: 'test', label: 'Test', text: 'name of the test, for the title page' },
  {
    key: 'number',
    name: 'number',
    label: 'Sequence number',
    text: 'sequence number of the test, for the title page',
  },
  { key: 'place', name: 'place', label: 'Place', text: 'where the test was made, for the title page' },
  { key: 'tester', name: 'tester', label: 'Tester', text: 'who made the test, for the lines to sign' },
  {
    key: 'witness',
    name: 'witness',
    label: 'Witness',
    text: 'who saw it, for the lines to sign; may be repeated',
    repeats: true,
  },
  {
    key: 'reference',
    name: 'reference',
    label: 'Reference',
    text: 'document that the test follows, for the title page; may be repeated',
    repeats: true,
  },
];

/** Most characters of a text. */
const MOST_CHARACTERS = 200;

export const COVER_TEXT_EXPECTED = `a text of 1…${MOST_CHARACTERS} characters`;

/** A text as the title page shows it; `undefined`: nothing of it would be seen, or it is too long. */
export function coverText(text: string): string | undefined {
  const plain = plainText(text).trim();
  return isUnseen(text) || [...plain].length > MOST_CHARACTERS ? undefined : plain;
}

/** The texts of a list for each name; those of a field that does not repeat by their last. */
export function coverOf(values: ReadonlyMap<string, readonly string[]>): ReportCover {
  const entries = COVER_FIELDS.flatMap(({ key, name, repeats }) => {
    const texts = values.get(name) ?? [];
    return texts.length === 0 ? [] : [[key, repeats === true ? texts : texts[texts.length - 1]]];
  });
  return Object.fromEntries(entries) as ReportCover;
}

/** The words of a command line without those for the title page: they change nothing of what is tested. */
export function withoutCover(words: readonly string[]): string[] {
  const options = new Set(['--cover', ...COVER_FIELDS.map(({ name }) => `--${name}`)]);
  return words.filter((word, i) => {
    if (options.has(word) || options.has(words[i - 1] ?? '')) return false;
    return !options.has(word.slice(0, Math.max(0, word.indexOf('='))));
  });
}
