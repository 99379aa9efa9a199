/** The token of the HTTP API from its file: what is refused, and what is warned of. */
import { chmodSync, mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readApiToken, readViewToken } from '../../src/app/program/api-token.js';
import { Workspace } from '../support/workspace.js';

const EXPECTED = 'expected a file with the token alone, visible ASCII characters without blanks';

function read(content: string, mode = 0o600) {
  const workspace = new Workspace();
  workspace.write('token', content);
  const path = workspace.path('token');
  chmodSync(path, mode);
  return { path, reading: readApiToken({ apiToken: undefined, apiTokenFile: path, apiTokenSource: 'none' }) };
}

it.each(['s3cret', 's3cret\n', '\ufeffs3cret\r\n', '  s3cret \n\n'])('%j holds a token', (content) => {
  expect(read(content).reading).toEqual({ token: 's3cret', warnings: [] });
});

it.each([
  ['', 'nothing in it'],
  [' \n', 'nothing in it'],
  ['one\ntwo\n', 'several lines'],
  ['two words', 'blanks or other characters'],
  ['sécret', 'blanks or other characters'],
  ['\u0000', 'blanks or other characters'],
  ['x'.repeat(4097), 'more than 4096 octets'],
])('%.10j is refused: %s', (content, found) => {
  const { path, reading } = read(content);
  expect(reading).toEqual({ fault: `not started: --api-token-file ${path}: found ${found}, ${EXPECTED}` });
});

it.each([0o640, 0o604, 0o644, 0o666])('a file with permissions %o is warned of', (mode) => {
  const { path, reading } = read('s3cret', mode);
  const warning = `others may read the token in ${path} (its permissions are ${mode.toString(8)}); use chmod 600 ${path}`;
  expect(reading).toEqual({ token: 's3cret', warnings: [warning] });
});

it('a file that is not there, and a folder, are refused', () => {
  const workspace = new Workspace();
  mkdirSync(workspace.path('folder'));
  const refusal = (name: string) =>
    readApiToken({ apiToken: undefined, apiTokenFile: workspace.path(name), apiTokenSource: 'none' });
  expect(refusal('none')).toMatchObject({ fault: expect.stringContaining('found no such file, expected') });
  expect(refusal('folder')).toMatchObject({ fault: expect.stringContaining('found a folder, expected') });
});

it('a token among the options is taken and warned of; one of the environment is not', () => {
  expect(readApiToken({ apiToken: 'a', apiTokenFile: undefined, apiTokenSource: 'option' })).toEqual({
    token: 'a',
    warnings: [
      'every user of this machine sees the token of --api-token in the list of processes; use --api-token-file',
    ],
  });
  const ofEnvironment = { apiToken: 'a', apiTokenFile: undefined, apiTokenSource: 'environment' } as const;
  expect(readApiToken(ofEnvironment)).toEqual({ token: 'a', warnings: [] });
});

it('the token for looking is another one than that of the API, also when both are in files', () => {
  const workspace = new Workspace();
  workspace.write('look', 's3cret\n');
  chmodSync(workspace.path('look'), 0o600);
  const looking = {
    viewToken: undefined,
    viewTokenFile: workspace.path('look'),
    viewTokenSource: 'none',
  } as const;
  expect(readViewToken(looking, 's3cret')).toEqual({
    fault: 'not started: the token for looking must be another one than that of the HTTP API',
  });
  expect(readViewToken(looking, 'other')).toEqual({ token: 's3cret', warnings: [] });
  expect(readViewToken(looking, undefined)).toEqual({ token: 's3cret', warnings: [] });
});
