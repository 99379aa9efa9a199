/** Which files of an installed module a package carries: what runs, and what the licence asks for. Pure. */

/** Node.js loads these; all else is for people who work on the module: types, maps, sources, pages. */
const RUNS = /\.(?:js|cjs|mjs|json|node|wasm)$/;
/** Licence texts and notices stay, of what is carried. */
const LICENCE =
  /^(?:licen[cs]es?|notices?|copying|copyright|authors|third[-_.]?party[-_.]?\w*)(?:[-_.][\w-]+)*$/i;
/** Such a folder holds tests, wherever it lies. */
const TESTS = /^(?:tests?|__tests__)$/;
/** Such a folder at the top of a module holds nothing that runs; deeper it may: `yaml/dist/doc`. */
const ASIDE = /^(?:specs?|benchmarks?|bench|examples?|docs?|website|coverage|\..+)$/;
/** Files at the top of a module that only its own tools read. */
const TOOLS =
  /^(?:tsconfig\b.*|eslint.*|tap.*|rollup.*|webpack.*|karma.*|gulpfile.*|renovate|package-lock|package-support|bower|component|composer|test|benchmark|example|.*\.(?:test|bench|config))\.(?:js|cjs|mjs|json)$/i;

/** What a module needs besides: read as text, not loaded. @type {Readonly<Record<string, RegExp>>} */
const READ = {
  // The terminals that the dashboard names, when the system has no description of them.
  blessed: /^usr\/(?:xterm|xterm-256color|linux|windows-ansi)$/,
  // Goes into every report.
  uplot: /^dist\/uPlot\.min\.css$/,
};

/** Second copies in other forms, for browsers and bundlers. @type {Readonly<Record<string, RegExp>>} */
const SECOND = {
  ajv: /^lib\//,
  bintrees: /^dist\//,
  blessed: /^usr\/fonts\//,
  comlink: /^(?:src|structured-clone|dist\/(?:esm|umd)\/.*\.min\.)/,
  'csv-parse': /^dist\/(?:cjs|esm|iife|umd)\//,
  uplot: /^(?:src\/|dist\/(?!uPlot\.iife\.min\.js$))/,
  yaml: /^browser\//,
};

/**
 * Whether a package carries this file of a module.
 * @param {string} name of the module
 * @param {string} path below the module's folder, with `/`
 */
export function isKept(name, path) {
  const folders = path.split('/');
  const file = /** @type {string} */ (folders.pop());
  if (READ[name]?.test(path)) return true;
  if (folders.some((folder) => TESTS.test(folder)) || ASIDE.test(folders[0] ?? '')) return false;
  if (SECOND[name]?.test(path)) return false;
  if (!RUNS.test(file)) return LICENCE.test(file);
  return !file.startsWith('.') && !(folders.length === 0 && TOOLS.test(file));
}
