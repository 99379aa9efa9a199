/** The gateway on Windows, between RTUs and a master that run there too. */
import { expect, it } from 'vitest';
import { groupRow, writeGateway, writeMasters } from '../program/gateway-kit.js';
import { WineProgram, winePorts } from '../support/wine.js';
import { counted, ownLog, siteOf } from './windows-kit.js';

it('takes two RTUs to a master, and ends by Ctrl-C in order', async () => {
  const { work, ports } = siteOf(2, 20);
  const own = winePorts(2);
  await WineProgram.listening(['--headless', '--shards', '1'], work.folder);
  writeGateway(
    work,
    own.map((port, i) => groupRow({ id: i + 1, port, hosts: `127.0.0.1:${ports[i]}` })),
  );
  writeMasters(work, own);
  const gateway = WineProgram.start(['gateway', '--headless', '--shards', '1'], work.folder);
  for (const id of [1, 2]) await gateway.line(new RegExp(`group ${id} G${id}: listen`));
  const words = ['master', '-i', 'masters.csv', '--host', '127.0.0.1', '--gi', '--seconds', '2', '--json'];
  const master = await WineProgram.start(words, work.folder).ended;
  expect(master.exitCode, master.lines.join('\n')).toBe(0);
  expect(counted(master)).toMatchObject({
    clean: true,
    started: 2,
    interrogations: { done: 2, objects: 40 },
    violations: 0,
  });
  gateway.interrupt();
  expect((await gateway.ended).exitCode).toBe(0);
  expect(ownLog(work, 'iec104mm2ss.log').at(-1)).toMatchObject({ msg: 'ended' });
  expect(work.list('log').filter((name) => name.startsWith('G'))).toHaveLength(2);
});
