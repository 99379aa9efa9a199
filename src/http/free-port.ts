/** Whether the API could open its port, for a program that must know before it does anything else. */
import { createServer } from 'node:net';
import { StartError } from '../coordinator/errors.js';
import { systemReason } from '../text/system-errors.js';
import { type ApiAddress, formatApiAddress } from './address.js';

/** Opens the port and closes it again. Throws `StartError` (`PORTS`) if it can't be opened. */
export async function requireFreePort(address: ApiAddress): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(address, resolve);
    });
  } catch (error) {
    throw apiPortError(address, error);
  }
  await new Promise((resolve) => server.close(resolve));
}

/** The error of a start whose API can't open its port. */
export function apiPortError(address: ApiAddress, error: unknown): StartError {
  return new StartError('PORTS', [`HTTP API: ${formatApiAddress(address)} ${systemReason(error, 'listen')}`]);
}
