/** Which files of an installed module a package carries: what runs. The licence texts go into `licenses.txt`. Pure. */

/** Node.js loads these; all else is for people who work on the module: types, maps, sources, pages. */
const RUNS = /\.(?:js|cjs|mjs|json|node|wasm)$/;
/** Licence texts and notices: what `licenses.txt` is made of. */
export const LICENCE =
  /^(?:licen[cs]es?|notices?|copying|copyright|third[-_.]?party[-_.]?\w*)(?:[-_]\w+)*(?:\.(?:md|txt))?$/i;
/** Such a folder holds tests, wherever it lies. */
const TESTS = /^(?:tests?|__tests__)$/;
/** Such a folder at the top of a module holds nothing that runs; deeper it may: `yaml/dist/doc`. */
const ASIDE =
  /^(?:specs?|test-jest|bin|browser|es6|es2015|esm|integration|fixtures|benchmarks?|bench|examples?|docs?|website|scripts|coverage|\..+)$/;
/** Files at the top of a module that only its own tools read. */
const TOOLS =
  /^(?:tsconfig\b.*|eslint.*|tap.*|rollup.*|webpack.*|karma.*|gulpfile.*|gruntfile.*|renovate|package-lock|package-support|bower|component|composer|test|bench|benchmark|example|bin|browser|react|preload|.*\.(?:test|bench|config))\.(?:js|cjs|mjs|json)$/i;

/** What a module needs besides: read as text, not loaded. @type {Readonly<Record<string, RegExp>>} */
const READ = {
  // The terminals that the dashboard names, when the system has no description of them.
  blessed: /^usr\/(?:xterm|xterm-256color|linux|windows-ansi)$/,
  // Go to every live page.
  uplot: /^(?:LICENSE|dist\/uPlot\.min\.css)$/,
};

/** Copies in other forms, and parts that nothing here asks for. @type {Readonly<Record<string, RegExp>>} */
const SECOND = {
  // Its CommonJS files are loaded.
  '@opentelemetry/api': /\.mjs$/,
  // Sources; later drafts of JSON Schema.
  ajv: /^(?:lib\/|dist\/(?:2019|2020)\.js$|dist\/refs\/json-schema-20|dist\/vocabularies\/(?:draft2020|dynamic\/|next|unevaluated\/))/,
  bintrees: /^dist\//,
  blessed: /^usr\//,
  comlink: /^(?:src\/|structured-clone|dist\/.*\.min\.|dist\/esm\/comlink\.|dist\/umd\/node-adapter\.)/,
  'csv-parse': /^dist\//,
  dequal: /^(?:lite\/|dist\/.*\.min\.)/,
  uplot: /^(?:src\/|dist\/(?!uPlot\.iife\.min\.js$))/,
  yaml: /^dist\/(?:cli|test-events)\./,
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
  return RUNS.test(file) && !file.startsWith('.') && !(folders.length === 0 && TOOLS.test(file));
}
