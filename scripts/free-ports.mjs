/** Ports of 127.0.0.1 that were free a moment ago. */
import { createServer } from 'node:net';

/** @param {number} count */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(0)))),
  );
  const ports = servers.map(
    (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port,
  );
  for (const server of servers) server.close();
  return ports;
}
