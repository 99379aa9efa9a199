/** What the simulator's command line refuses, each in one line. `test/program/usage.test.ts` runs the program itself. */
import { expect, it } from 'vitest';
import { parseSimulator } from '../../src/app/simulate/simulator-options.js';

function parse(words: readonly string[]) {
  const text = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({
    write: (more: string) => {
      text[name] += more;
    },
  });
  return { result: parseSimulator(words, undefined, { out: sink('out'), err: sink('err') }), ...text };
}

it.each([
  [['--nonsense'], "error: unknown option '--nonsense'"],
  [
    ['--check', 'word'],
    'error: too many arguments. Expected 0 arguments but got 1; an ini file is named by -i: -i word',
  ],
  [['--ini'], "error: option '-i, --ini <file>' argument missing"],
  [['--shards', '0'], "error: option '--shards <n>' argument '0' is invalid. Expected a whole number 1…256."],
  [
    ['--shards', '1.5'],
    "error: option '--shards <n>' argument '1.5' is invalid. Expected a whole number 1…256.",
  ],
  [
    ['-t', 'often'],
    "error: option '-t, --ntp_update_every_sec <sec>' argument 'often' is invalid. Expected a whole number 1…86400000.",
  ],
  [
    ['--send', '1:'],
    "error: option '--send <index[:seconds]>' argument '1:' is invalid. Expected INDEX or INDEX:SECONDS, such as 0:60 (index at most 12 digits).",
  ],
  [
    ['--send', '-1'],
    "error: option '--send <index[:seconds]>' argument '-1' is invalid. Expected INDEX or INDEX:SECONDS, such as 0:60 (index at most 12 digits).",
  ],
  [
    ['--await-masters', 'all'],
    "error: option '--await-masters <n>' argument 'all' is invalid. Expected a whole number 0…1000000.",
  ],
  [
    ['--await-timeout', '-1', '--send', '0'],
    "error: option '--await-timeout <seconds>' argument '-1' is invalid. Expected 0…86400.",
  ],
  [['--await-timeout', '30'], "error: option '--await-timeout' needs '--send' or '--profile'"],
  [
    ['--signal-log', 'some'],
    "error: option '--signal-log <what>' argument 'some' is invalid. Allowed choices are all, none.",
  ],
  [
    ['--log-size', '100'],
    "error: option '--log-size <size>' argument '100' is invalid. Expected a size of 100KB or more with its unit, such as 100MB or 2GB.",
  ],
  [
    ['--log-size', '99kb'],
    "error: option '--log-size <size>' argument '99kb' is invalid. Expected a size of 100KB or more with its unit, such as 100MB or 2GB.",
  ],
  [['--exit-after-send'], "error: option '--exit-after-send' needs '--send' or '--profile'"],
  [['--report', 'a.json'], "error: option '--report' needs '--send' or '--profile'"],
  [['--limit', 'lost=0'], "error: option '--limit' needs '--send' or '--profile'"],
  [
    ['--send', '7:2.5', '--profile', 'day.csv'],
    "error: options '--send' and '--profile' cannot be combined: write the send into the profile, as the row 0,7,2.5 (second, index, duration)",
  ],
  [
    ['--profile', 'day.csv', '--send', '0'],
    "error: options '--send' and '--profile' cannot be combined: write the send into the profile, as the row 0,0 (second, index, duration)",
  ],
  [
    ['--send', '1', '--report', 'a.txt'],
    "error: option '--report <file>' argument 'a.txt' is invalid. Expected a file name that ends in .json, .html, .pdf or .csv.",
  ],
])('refuses %j', (words, line) => {
  expect(parse(words)).toEqual({ result: { exitCode: 2 }, out: '', err: `${line}\n` });
});

it.each([
  [[], { logSize: undefined, logFiles: 10 }],
  [['--log-size', '100KB'], { logSize: 100_000, logFiles: 10 }],
  [['--log-size', '2gb', '--log-files', '3'], { logSize: 2_000_000_000, logFiles: 3 }],
])('reads how large logs grow: %j', (words, options) => {
  expect(parse(words).result).toMatchObject({ options });
});

it('keeps repeated options in their order', () => {
  const words = '--send 3 --send 1:0.5 --report a.json --report b.csv -s one -s two';
  const { result } = parse(words.split(' '));
  expect(result).toMatchObject({
    options: {
      sends: [
        { index: 3, durationMs: 0 },
        { index: 1, durationMs: 500 },
      ],
      reports: ['a.json', 'b.csv'],
      ntpServers: ['one', 'two'],
    },
  });
});
