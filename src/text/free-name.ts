/** Names of files that are not taken yet. */

/** More are there only if somebody lets a loop run. */
const MOST_NAMES = 10_000;

/**
 * `sheet.csv` → `sheet-2.csv`, or the next number whose name is free; `from`: the first number. `undefined`: all are taken.
 */
export function numberedName(
  path: string,
  from: number,
  isTaken: (path: string) => boolean,
): string | undefined {
  const [, stem, ending] = /^(.*?)((?:\.[^./\\]*)?)$/s.exec(path) ?? [];
  for (let number = from; number < from + MOST_NAMES; number++) {
    const name = `${stem}-${number}${ending}`;
    if (!isTaken(name)) return name;
  }
  return undefined;
}
