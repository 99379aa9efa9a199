import type { EndedEarly } from '../../command-line/parse-words.js';
import { StartError } from '../../coordinator/errors.js';
import { readApiToken } from '../program/api-token.js';
import { endInOrder } from '../program/ending.js';
import { leave } from '../program/leave.js';
import { refuseStart } from '../program/refuse-start.js';
import type { GatewayCommandOptions } from './gateway-options.js';
import { loadGateway } from './load-gateway.js';

/** Runs the gateway with options that were read, until it is ended. Ends the process if it can't start. */
export async function runGateway(parsed: { options: GatewayCommandOptions } | EndedEarly): Promise<void> {
  if ('exitCode' in parsed) process.exit(parsed.exitCode);
  try {
    const exitCode = await run(parsed.options);
    if (exitCode !== undefined) await leave(exitCode);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    await leave(refuseStart(...error.lines));
  }
}

/** Returns the exit code; `undefined` while the groups stay. */
async function run(options: GatewayCommandOptions): Promise<number | undefined> {
  const access = readApiToken(options);
  if ('fault' in access) return refuseStart(access.fault);
  const file = await loadGateway(options);
  if ('exitCode' in file) return file.exitCode;
  // With `--check` the engine is not needed.
  const { GatewayProgram } = await import('./gateway-program.js');
  // Before anything can be seen of the program: who waits for its log or its lines may end it at once.
  endInOrder(() => program);
  const program = new GatewayProgram({ ...options, apiToken: access.token }, file);
  for (const warning of access.warnings) program.warn(warning);
  try {
    await program.start();
  } catch (error) {
    // Before anything is said of it: with the dashboard the words would be gone.
    program.leaveScreen();
    await program.closeLogs();
    throw error;
  }
  return undefined;
}
