/** The rooms whose mutants run inside the tests, and where those tests lie. Paths from the project's folder. */

/**
 * @typedef {object} Room
 * @property {string} source The folder whose files are mutated.
 * @property {readonly string[]} tests The test folders that judge its mutants.
 */

/** @type {Readonly<Record<string, Room>>} */
export const ROOMS = {
  codec: { source: 'src/codec', tests: ['test/codec'] },
  config: { source: 'src/config', tests: ['test/config'] },
  station: { source: 'src/station', tests: ['test/station', 'test/commands'] },
};

/** The least share of killed mutants, in percent, with which a run succeeds. */
export const LEAST_KILLED_PERCENT = 90;
