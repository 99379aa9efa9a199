/** A draft in the place of a file that another program holds, as on Windows. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { beforeEach, expect, it } from 'vitest';
import { OtherName, replaceFile } from '../../src/report/replace-file.js';
import { Workspace } from '../support/workspace.js';

let work: Workspace;
beforeEach(() => {
  work = new Workspace();
  work.write('run.csv', 'old');
  work.write('draft', 'new');
});

/** Refuses to replace `run.csv` so many times. */
function held(times: number, code = 'EPERM') {
  let left = times;
  return async (from: string, to: string) => {
    if (to === work.path('run.csv') && left-- > 0) throw Object.assign(new Error(code), { code });
    await rename(from, to);
  };
}

it('replaces the file as soon as it is let go', async () => {
  await replaceFile(work.path('draft'), work.path('run.csv'), held(2, 'EBUSY'));
  expect([work.list('.'), work.read('run.csv')]).toEqual([['run.csv'], 'new']);
});

it('takes the next free name if it is not let go', async () => {
  work.write('run-2.csv', 'older');
  const attempt = replaceFile(work.path('draft'), work.path('run.csv'), held(1000));
  await expect(attempt).rejects.toBeInstanceOf(OtherName);
  await expect(attempt).rejects.toMatchObject({ path: work.path('run-3.csv'), cause: { code: 'EPERM' } });
  expect(readdirSync(work.folder).sort()).toEqual(['run-2.csv', 'run-3.csv', 'run.csv']);
  expect([work.read('run.csv'), readFileSync(work.path('run-3.csv'), 'utf8')]).toEqual(['old', 'new']);
});

it('leaves another error as it is', async () => {
  writeFileSync(work.path('draft'), 'new');
  await expect(
    replaceFile(work.path('draft'), work.path('run.csv'), held(1, 'ENOSPC')),
  ).rejects.toMatchObject({
    code: 'ENOSPC',
  });
  expect(work.list('.')).toEqual(['draft', 'run.csv']);
});
