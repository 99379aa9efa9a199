import { allSaid } from './standard-output.js';

/** How long the last lines may wait for their reader at the end. */
const LAST_LINES_MS = 2000;

/** Ends the process when its lines were taken. */
export async function leave(exitCode: number): Promise<never> {
  await allSaid(LAST_LINES_MS);
  process.exit(exitCode);
}
