/** Free ports for the built program; its ini file does not accept port 0. */
import { createServer } from 'node:net';

/** Lower end: below the range that the system uses for outgoing connections. */
const FIRST = 20_000;
const BLOCK = 1_000;
const BLOCKS = 12;

/** Test files run in parallel, so each has its own block of ports. */
const blockStart = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % BLOCKS) * BLOCK;
let next = Math.floor(Math.random() * BLOCK);

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** `count` different ports that are free at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried++) {
    if (tried === BLOCK) throw new Error(`no ${count} free ports in ${blockStart}…${blockStart + BLOCK - 1}`);
    const port = blockStart + (next++ % BLOCK);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}
