/** Threads that are ended while they load their modules do not take the process with them. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const THREADS = new URL('../../dist/coordinator/shard-threads.js', import.meta.url).href;
const SHARD = new URL('../../dist/workers/shard.js', import.meta.url).href;

/** Pools that are ended one after the other, each at another moment of its start. */
const SCRIPT = `
const { startShardThreads } = await import(${JSON.stringify(THREADS)});
const task = { file: new URL(${JSON.stringify(SHARD)}), name: 'runShard' };
for (let i = 0; i < 90; i++) {
  const threads = startShardThreads(task, 2, () => {});
  await new Promise((resolve) => setTimeout(resolve, 50 + ((i * 7) % 70)));
  await threads.destroy();
}
console.log('survived');
`;

it('a start that is broken off leaves the process alone', () => {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', SCRIPT],
    { encoding: 'utf8' },
  );
  expect({ status, signal, stdout, stderr }).toEqual({
    status: 0,
    signal: null,
    stdout: 'survived\n',
    stderr: '',
  });
});
