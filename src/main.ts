#!/usr/bin/env node
/** The program `iec104rs`. Which command it is, and with what options, is decided in `app/`. */
import { runCommand } from './app/command.js';

await runCommand(process.argv.slice(2));
