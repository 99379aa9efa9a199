#!/usr/bin/env node
/**
 * The program `iec104rs`: `app/commands.ts` holds its commands. They are imported only where Node.js is new enough: an older one
 * could not read their code, so this file holds nothing that it does not understand.
 */
const OLDEST_NODE = 20;
const EXIT_FAULT = 1;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  process.stderr.write(
    `iec104rs needs Node.js ${OLDEST_NODE} or newer, and this is Node.js ${process.versions.node}: install a newer one from https://nodejs.org\n`,
  );
  process.exitCode = EXIT_FAULT;
} else {
  // Not `await`: versions before 14.8 do not know it outside of functions. What is thrown ends the program all the same.
  void import('./app/run-command.js').then(({ runCommand }) => runCommand(process.argv.slice(2)));
}
