import type { ArgumentSpecification, OptionSpecification } from './command-specification.js';

/** What is typed for a value. `words`: one of some words; `text`: nothing that can be listed. */
export type ValueKind = 'file' | 'folder' | 'words' | 'text';

/** The value of an option, or an argument. */
export interface ValueForm {
  /** As help shows it, without `<>`. */
  readonly name: string;
  readonly kind: ValueKind;
  /** Of `words`; one that ends in `=` or `:` is the begin of a value. */
  readonly words: readonly string[];
}

/** How an option is typed. */
export interface OptionForm {
  /** `-i`, `--ini`. */
  readonly names: readonly string[];
  /** Absent: it takes no value. */
  readonly value?: ValueForm;
}

/** Takes the flags of an option apart. */
export function optionForm({
  flags,
  choices,
  words = [],
}: Pick<OptionSpecification, 'flags' | 'choices' | 'words'>): OptionForm {
  const at = flags.indexOf(' <');
  const names = (at < 0 ? flags : flags.slice(0, at)).split(', ');
  if (at < 0) return { names };
  const name = flags.slice(at + 2, -1);
  const offered = choices ?? (typeof words === 'function' ? words() : words);
  return { names, value: { name, kind: kindOf(name, offered), words: offered } };
}

/** The value of an argument. */
export function argumentForm({ name, choices = [], path }: ArgumentSpecification): ValueForm {
  return { name, kind: path ?? kindOf(name, choices), words: choices };
}

function kindOf(name: string, words: readonly string[]): ValueKind {
  if (words.length > 0) return 'words';
  return name === 'file' ? 'file' : name === 'dir' ? 'folder' : 'text';
}

/** The text of an option or argument with its choices and its default, for pages to read. */
export function withChoices(of: {
  readonly text: string;
  readonly choices?: readonly string[];
  readonly fallback?: unknown;
  readonly fallbackText?: string;
}): string {
  const extra: string[] = [];
  if (of.choices !== undefined) extra.push(`one of ${of.choices.join(', ')}`);
  if (of.fallback !== undefined) extra.push(`default: ${of.fallbackText ?? String(of.fallback)}`);
  return extra.length === 0 ? of.text : `${of.text} (${extra.join('; ')})`;
}
