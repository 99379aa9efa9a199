/** The options of the live page. */
import { describe, expect, it } from 'vitest';
import { parseSimulator, SIMULATOR } from '../../src/app/simulate/simulator-options.js';

function parse(...words: string[]) {
  const said: string[] = [];
  const sink = { write: (text: string) => said.push(text) };
  const parsed = parseSimulator(words, SIMULATOR, { out: sink, err: sink });
  return { parsed, said: said.join('') };
}

function options(...words: string[]) {
  const { parsed } = parse(...words);
  if ('exitCode' in parsed) throw new Error('refused');
  return parsed.options;
}

describe('--web', () => {
  it('opens the API on loopback, unless --api says where', () => {
    expect(options('--web')).toMatchObject({ web: 'on', api: { host: '127.0.0.1', port: 8104 } });
    expect(options('--web-open')).toMatchObject({ web: 'open', api: { port: 8104 } });
    expect(options('--web', '--api', '127.0.0.1:9000')).toMatchObject({ api: { port: 9000 } });
    expect(options()).toMatchObject({ web: 'off', api: undefined });
  });
});

describe('--view-token', () => {
  it.each([
    [
      ['--view-token', 'a', '--view-token-file', 'f', '--web'],
      "options '--view-token' and '--view-token-file' cannot be combined",
    ],
    [['--view-token', 'a'], "option '--view-token' needs '--web' or '--api'"],
    [['--view-token-file', 'f'], "option '--view-token-file' needs '--web' or '--api'"],
    [
      ['--view-token', 'same', '--api-token', 'same', '--web'],
      'must be another one than that of the HTTP API',
    ],
    [['--view-token', 'a b', '--web'], 'Expected visible ASCII characters without blanks.'],
  ])('%j is refused', (words, why) => {
    const { parsed, said } = parse(...words);
    expect(parsed).toEqual({ exitCode: 2 });
    expect(said).toContain(why);
  });

  it('needs no token for orders on loopback', () => {
    expect(options('--web', '--view-token', 'look')).toMatchObject({
      viewToken: 'look',
      apiToken: undefined,
    });
  });
});
