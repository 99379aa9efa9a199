/** The rooms whose mutants Stryker switches inside the tests, and the folders of those tests. Paths from the project's folder. */

/**
 * @typedef {object} Room
 * @property {string} source The folder whose files are mutated.
 * @property {readonly string[]} tests The test folders that judge its mutants.
 */

/** @type {Readonly<Record<string, Room>>} */
export const ROOMS = {
  codec: { source: 'src/codec', tests: ['test/codec'] },
  config: { source: 'src/config', tests: ['test/config'] },
  csv: { source: 'src/csv', tests: ['test/csv', 'test/config', 'test/compare'] },
  station: { source: 'src/station', tests: ['test/station', 'test/commands'] },
};

/** A run succeeds if at least this share of the mutants was killed, in percent. */
export const LEAST_KILLED_PERCENT = 90;
