/** The options for the title page of a report: the texts one by one, or a file with all of them. */
import type { OptionSpecification, ReadWord } from '../../command-line/command-specification.js';
import { loadNamedValues } from '../../config/named-values.js';
import {
  COVER_FIELDS,
  COVER_TEXT_EXPECTED,
  coverOf,
  coverText,
  type ReportCover,
} from '../../report/cover.js';

const readText: ReadWord = (text) => {
  const value = coverText(text);
  return value === undefined ? { expected: `Expected ${COVER_TEXT_EXPECTED}.` } : { value };
};

/** The options, in the order of the help. */
export const COVER_OPTIONS: readonly OptionSpecification[] = [
  {
    flags: '--cover <file>',
    text: 'texts for the title page of the report, from a CSV file of rows name,value: the names are those of the following options',
  },
  ...COVER_FIELDS.map(({ name, text, repeats }) => ({
    flags: `--${name} <text>`,
    text,
    read: readText,
    ...(repeats === undefined ? {} : { repeats }),
  })),
];

/** What a command line says of the title page. */
export interface CoverOptions {
  /** Path of a file; `undefined`: none. */
  readonly coverFile: string | undefined;
  /** What options say; it goes before the file. */
  readonly cover: ReportCover;
}

/** Picks them from the values of a command line. */
export function coverOptionsOf(values: Readonly<Record<string, unknown>>): CoverOptions {
  const texts = new Map<string, readonly string[]>();
  for (const { key, name } of COVER_FIELDS) {
    const value = values[key] as string | string[] | undefined;
    if (value !== undefined) texts.set(name, typeof value === 'string' ? [value] : value);
  }
  return { coverFile: values.cover as string | undefined, cover: coverOf(texts) };
}

/** The first option of them that is given; `undefined`: none is. */
export function firstCoverOption({ coverFile, cover }: CoverOptions): string | undefined {
  if (coverFile !== undefined) return '--cover';
  const field = COVER_FIELDS.find(({ key }) => cover[key] !== undefined);
  return field === undefined ? undefined : `--${field.name}`;
}

/** The texts of the file and of the options together, and the findings of the file. */
export function loadCover({ coverFile, cover }: CoverOptions): {
  cover: ReportCover;
  findings: ReturnType<typeof loadNamedValues>['findings'];
} {
  if (coverFile === undefined) return { cover, findings: [] };
  const form = { names: COVER_FIELDS, read: coverText, expected: COVER_TEXT_EXPECTED };
  const { values, findings } = loadNamedValues(coverFile, form);
  return { cover: { ...coverOf(values), ...cover }, findings };
}
