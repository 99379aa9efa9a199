#!/usr/bin/env node
/** The program `iec104rs`: `app/commands.ts` holds its commands. */
import { runCommand } from './app/run-command.js';

await runCommand(process.argv.slice(2));
