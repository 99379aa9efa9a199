/** Text as `man` reads it (roff with the macros of man(7)). Pure. */

/** Characters with a meaning, or that are printed as others. */
const PROSE: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '"': '\\(dq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  // Not every terminal has these.
  '…': '...',
  '±': '\\(+-',
};
/** A hyphen alone would be a hyphen, where lines are broken. */
const SIGNS: Readonly<Record<string, string>> = { ...PROSE, '-': '\\-' };
/** An apostrophe alone would be a quotation mark. */
const TYPED: Readonly<Record<string, string>> = { ...SIGNS, "'": '\\(aq' };

/** A word of letters with hyphens in it, such as front-end, perhaps with signs around it. */
const HYPHENATED = /^[("']*\p{L}+(?:-\p{L}+)*['’]?\p{L}*[)"'.,;:!?]*$/u;

/** Prose: hyphens stay hyphens, options and words in backticks are bold. */
export function prose(text: string): string {
  const words = text.split(/(`[^`]*`|\s+)/).map((part) => {
    if (/^`.*`$/.test(part)) return bold(part.slice(1, -1));
    return HYPHENATED.test(part) ? escaped(part, PROSE) : withOptions(part);
  });
  return words.join('');
}

/** What is typed or shown as it is: a hyphen is a minus sign, an apostrophe is straight. */
export function literal(text: string): string {
  return escaped(text, TYPED);
}

export function bold(text: string): string {
  return `\\fB${literal(text)}\\fR`;
}

export function italic(text: string): string {
  return `\\fI${literal(text)}\\fR`;
}

/** A line of text: one that begins with a full stop or an apostrophe would be a request. */
export function textLine(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

/** Lines that are shown as they are, indented. */
export function shown(lines: readonly string[]): string[] {
  return ['.RS 4', '.nf', ...lines.map((line) => textLine(literal(line))), '.fi', '.RE'];
}

/** A list entry: what it is about, and its text. */
export function entry(head: string, text: string): string[] {
  return ['.TP', textLine(head), textLine(text)];
}

function withOptions(part: string): string {
  const option = /^([("']*)(--?[a-z][\w-]*)(.*)$/.exec(part);
  if (option === null) return escaped(part, SIGNS);
  const [, before, name, behind] = option;
  return `${escaped(before, PROSE)}${bold(name)}${escaped(behind, SIGNS)}`;
}

function escaped(text: string, as: Readonly<Record<string, string>>): string {
  return text.replace(/[\\"`^~'-]|[^\x20-\x7e]/gu, (one) => as[one] ?? (one < '\x7f' ? one : unicode(one)));
}

function unicode(one: string): string {
  return `\\[u${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}
