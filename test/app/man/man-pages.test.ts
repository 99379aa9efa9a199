/** The pages for `man`: their text, that nothing of the table is missing, and that the readers of such pages have nothing to say. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/app/commands.js';
import { exitCodes, type ManSubject, manPage } from '../../../src/app/man/man-page.js';
import { manPages } from '../../../src/app/man/man-pages.js';
import { LIMIT_NAMES } from '../../../src/report/limit-names.js';
import { Workspace } from '../../support/workspace.js';

const FOOT = { version: '1.2.3', date: '2026-11-28' };
const has = (tool: string): boolean => spawnSync('which', [tool]).status === 0;

const SUBJECT: ManSubject = {
  page: 'iec104rs-play',
  summary: "play a front-end's list",
  specification: {
    name: 'iec104rs play',
    description: 'Plays `all` of it.',
    arguments: [{ name: 'shell', text: 'a shell', choices: ['bash', 'zsh'] }],
    options: [
      { flags: '-i, --ini <file>', text: 'the file', fallback: 'my-file.csv' },
      { flags: '--no-clock', text: '.csv too; see --ini' },
    ],
    notes: 'It begins,\nand ends:\n  play -x\n\nExit codes: 0 well; 3 not; 2 usage. That is all.',
  },
  parts: {
    files: [['data/', 'what is read']],
    environment: [['LANG', 'the language']],
    examples: [['Play:', "play 'x'"]],
  },
};

it('a page has what the table and the hands say', () => {
  expect(manPage(SUBJECT, [], ['iec104rs', 'iec104mm2ss'], FOOT).split('\n')).toEqual([
    '.TH IEC104RS\\-PLAY 1 2026-11-28 "iec104rs 1.2.3" "User Commands"',
    '.nh',
    '.ad l',
    '.SH NAME',
    "iec104rs\\-play \\- play a front-end's list",
    '.SH SYNOPSIS',
    '\\fBiec104rs play\\fR [\\fIoptions\\fR] \\fIshell\\fR',
    '.SH DESCRIPTION',
    'Plays \\fBall\\fR of it.',
    '.PP',
    'It begins, and ends:',
    '.RS 4',
    '.nf',
    'play \\-x',
    '.fi',
    '.RE',
    '.SH ARGUMENTS',
    '.TP',
    '\\fIshell\\fR',
    'a shell (one of bash, zsh)',
    '.SH OPTIONS',
    '.TP',
    '\\fB\\-i\\fR, \\fB\\-\\-ini\\fR \\fIfile\\fR',
    'the file (default: my\\-file.csv)',
    '.TP',
    '\\fB\\-\\-no\\-clock\\fR',
    '\\&.csv too; see \\fB\\-\\-ini\\fR',
    '.TP',
    '\\fB\\-h\\fR, \\fB\\-\\-help\\fR',
    'show this help',
    '.SH FILES',
    '.TP',
    '\\fIdata/\\fR',
    'what is read',
    '.SH ENVIRONMENT',
    '.TP',
    '\\fBLANG\\fR',
    'the language',
    '.SH EXIT STATUS',
    '.TP',
    '\\fB0\\fR',
    'well',
    '.TP',
    '\\fB2\\fR',
    'usage',
    '.TP',
    '\\fB3\\fR',
    'not',
    '.PP',
    'That is all.',
    '.SH EXAMPLES',
    'Play:',
    '.RS 4',
    '.nf',
    'play \\(aqx\\(aq',
    '.fi',
    '.RE',
    '.SH SEE ALSO',
    '.BR iec104rs (1),',
    '.BR iec104mm2ss (1)',
    '.PP',
    'The manual of the program; on Debian below',
    '\\fI/usr/share/doc/iec104rs\\fR.',
    '',
  ]);
});

it('finds exit codes in notes, or none', () => {
  expect(exitCodes('A.\nExit codes: 0 x; 1 y; then z; 2 usage.')).toEqual({
    codes: [
      ['0', 'x'],
      ['1', 'y; then z'],
      ['2', 'usage'],
    ],
    behind: '',
    rest: 'A.',
  });
  expect(exitCodes('A.')).toEqual({ codes: [], behind: '', rest: 'A.' });
});

describe('the pages of the table', async () => {
  const pages = await manPages(COMMANDS, FOOT);

  it('are one for each command', () => {
    expect(pages).toHaveLength(COMMANDS.length);
    expect(pages.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['iec104rs.1', 'iec104mm2ss.1', 'iec104rs-gateway.1', 'iec104rs-completion.1']),
    );
  });

  it('have every option of their command, its choices and default', async () => {
    for (const [at, { load }] of COMMANDS.entries()) {
      const { options } = (await load()).specification;
      const { text, file } = pages[at];
      for (const { flags, choices } of options) {
        for (const name of flags.replace(/ <.*/, '').split(', ')) {
          const shown = `\\fB${name.replaceAll('-', '\\-')}\\fR`;
          expect(
            text.split('\n').some((line) => line.split(/[ ,]+/).includes(shown)),
            `${file} ${name}`,
          ).toBe(true);
        }
        if (choices !== undefined) expect(text, `${file} ${flags}`).toContain(`one of ${choices.join(', ')}`);
      }
    }
  });

  it('have every limit, once', () => {
    const limits = pages[0].text.split('.SH LIMITS')[1].split('.SH ')[0];
    for (const { example } of LIMIT_NAMES) {
      expect(limits.split(`\\fB${example.replaceAll('-', '\\-')}\\fR`)).toHaveLength(2);
    }
  });

  it('name each command, and each other', () => {
    const commands = pages[0].text.split('.SH COMMANDS')[1].split('.SH ')[0];
    for (const { file } of pages.slice(1)) {
      const name = file.replace('.1', '').replaceAll('-', '\\-');
      expect(commands).toContain(`.BR ${name} (1)`);
      expect(pages[0].text.split('.SH SEE ALSO')[1]).toContain(`.BR ${name} (1)`);
    }
  });

  it('have no character beyond ASCII', () => {
    for (const { text } of pages) expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it.for([
    ['mandoc', ['-T', 'lint', '-W', 'warning']],
    ['man', ['--warnings', '-l']],
  ] as const)('%s has nothing to say of them', ([tool, words], { skip }) => {
    if (!has(tool)) skip(`${tool} is not installed`);
    const workspace = new Workspace();
    for (const { file, text } of pages) {
      workspace.write(file, text);
      const { stderr, stdout, status } = spawnSync(tool, [...words, workspace.path(file)], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C', MANWIDTH: '80' },
      });
      expect([file, status, stderr, tool === 'man' ? '' : stdout]).toEqual([file, 0, '', '']);
      if (tool !== 'man') continue;
      const wide = stdout.split('\n').filter((line) => line.length > 80);
      // Lines to type are not broken.
      expect(wide.filter((line) => !line.startsWith('           '))).toEqual([]);
    }
  });
});

it('the manual names each page where it tells of them', () => {
  const page = readFileSync(new URL('../../../docs/manual/shell-completion.md', import.meta.url), 'utf8');
  expect(page).toContain('man iec104rs-gateway');
});
