/** The words behind `npm run package --`. Pure. */

/**
 * @template {{ name: string }} F
 * @param {readonly string[]} words
 * @param {readonly F[]} table
 * @returns {{ forms: readonly F[], to: string | undefined, verify: boolean } | { usage: string }}
 */
export function parsePackageWords(words, table) {
  const names = table.map(({ name }) => name).join(', ');
  /** @type {Set<string>} */
  const wanted = new Set();
  let to;
  let verify = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--verify') {
      verify = true;
    } else if (word === '--to') {
      to = words[++i];
      if (to === undefined || to === '')
        return { usage: '--to needs a folder: npm run package -- --to FOLDER' };
    } else if (table.some(({ name }) => name === word)) {
      wanted.add(word);
    } else {
      return {
        usage: `There is no form ${JSON.stringify(word)}: npm run package -- with none, one or more of ${names}.`,
      };
    }
  }
  return { forms: wanted.size === 0 ? table : table.filter(({ name }) => wanted.has(name)), to, verify };
}
