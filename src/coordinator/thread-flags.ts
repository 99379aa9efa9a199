/** Options of Node.js for the threads of pools. */

const NO_REQUIRE = '--no-experimental-require-module';

/**
 * A pool's thread first tries to `require` its module, then imports it. A thread that is ended while Node.js requires an ES module aborts
 * the whole process (`v8::Module::IsGraphAsync must be used on an instantiated module`); one that is ended during an import just ends. So
 * `require` is not to load ES modules there. Versions of Node.js that never do so do not know the option.
 */
export const THREAD_FLAGS: readonly string[] = process.allowedNodeEnvironmentFlags.has(NO_REQUIRE)
  ? [...process.execArgv, NO_REQUIRE]
  : process.execArgv;
