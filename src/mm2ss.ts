#!/usr/bin/env node
/** The program `iec104mm2ss`: the gateway under its former name, with the options that it had. */
process.argv.splice(2, 0, 'iec104mm2ss');
// Not `await`, for the sake of old versions of Node.js, of which `main.ts` tells.
void import('./main.js');
