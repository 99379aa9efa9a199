/** Ports for the built program, whose ini file takes no port 0. */
import { createServer } from 'node:net';

/** Below the range from which the system takes ports of outgoing connections. */
const FIRST = 20_000;
const BLOCK = 1_000;
const BLOCKS = 12;

/** Test files run at the same time, each with a block of its own. */
const blockStart = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % BLOCKS) * BLOCK;
let next = Math.floor(Math.random() * BLOCK);

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** `count` different ports on which nobody listens at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried === BLOCK) throw new Error(`no ${count} free ports in ${blockStart}…${blockStart + BLOCK - 1}`);
    const port = blockStart + (next++ % BLOCK);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}
