/**
 * The keys as terminals send them. On Windows there are two ways: the terminal itself writes VT (Node.js from 22.17 and 24.2 on), or libuv
 * writes what Cygwin's terminals did.
 */
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Terminal, type TerminalOutput } from '../../src/tui/screen/terminal.js';

const ESCAPE = '\u001b';

class Source extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  setRawMode(mode: boolean): void {
    this.isRaw = mode;
  }
  resume(): void {}
  pause(): void {}
}

let source: Source;
let terminal: Terminal;
let seen: string[];

beforeEach(() => {
  source = new Source();
  seen = [];
  const output = new Writable({ write: (_octets, _encoding, done) => done() });
  terminal = new Terminal(
    { LANG: 'C.UTF-8', TERM: 'xterm-256color' },
    Object.assign(output, { columns: 80, rows: 24, isTTY: true }) as TerminalOutput,
    {
      key: ({ name, char }) => seen.push(char === '' ? name : `'${char}'`),
      paste: (text) => seen.push(`paste ${JSON.stringify(text)}`),
      click: (x, y) => seen.push(`click ${x} ${y}`),
      wheel: (step) => seen.push(`wheel ${step}`),
      resize: () => {},
    },
    source as unknown as NodeJS.ReadStream,
  );
  // The first text may have been typed before the terminal was raw.
  source.emit('data', Buffer.from('x'));
  seen.length = 0;
});

afterEach(() => terminal.close());

function of(text: string): string[] {
  source.emit('data', Buffer.from(text));
  return seen;
}

it.each([
  ['\u0003', 'C-c'],
  ['\u0013', 'C-s'],
  ['\u0011', 'C-q'],
  ['\u001a', 'C-z'],
  ['\r', 'enter'],
  ['\t', 'tab'],
  ['\b', 'backspace'],
  ['\u007f', 'backspace'],
  [ESCAPE, 'escape'],
])('both ways: %j is %s', (text, name) => expect(of(text)).toEqual([name]));

it.each([
  ['[A', 'up'],
  ['[B', 'down'],
  ['[C', 'right'],
  ['[D', 'left'],
  ['[1~', 'home'],
  ['[4~', 'end'],
  ['[5~', 'pageup'],
  ['[6~', 'pagedown'],
  ['[3~', 'delete'],
  ['[[A', 'f1'],
  ['[[B', 'f2'],
  ['[[C', 'f3'],
  ['[[D', 'f4'],
  ['[[E', 'f5'],
  ['[17~', 'f6'],
  ['[24~', 'f12'],
  ['[1;5A', 'C-up'],
  ['[1;2C', 'S-right'],
])('libuv: Escape %s is %s', (text, name) => expect(of(`${ESCAPE}${text}`)).toEqual([name]));

// Arrows, Home and End come with O while the program has asked for the keys of applications (DECCKM), which it does.
it.each([
  ['OA', 'up'],
  ['OB', 'down'],
  ['OC', 'right'],
  ['OD', 'left'],
  ['OH', 'home'],
  ['OF', 'end'],
  ['[H', 'home'],
  ['[F', 'end'],
  ['[5~', 'pageup'],
  ['[6~', 'pagedown'],
  ['[3~', 'delete'],
  ['OP', 'f1'],
  ['OQ', 'f2'],
  ['OR', 'f3'],
  ['OS', 'f4'],
  ['[15~', 'f5'],
  ['[24~', 'f12'],
  ['[1;5A', 'C-up'],
  ['[Z', 'S-tab'],
])('VT: Escape %s is %s', (text, name) => expect(of(`${ESCAPE}${text}`)).toEqual([name]));

it('takes Alt and a key for Escape and the key, as everywhere', () => {
  expect(of(`${ESCAPE}q`)).toEqual(['escape', "'q'"]);
});

it('leaves keys alone that it does not know', () => {
  // The middle of the numeric keypad without digits, by libuv.
  expect(of(`${ESCAPE}[G`)).toEqual([]);
  expect(of('7')).toEqual(["'7'"]);
});

it('takes the letters of other keyboards, marked pastes, and the mouse', () => {
  expect(of('äß€')).toEqual(["'ä'", "'ß'", "'€'"]);
  seen.length = 0;
  expect(of(`${ESCAPE}[200~7\r8${ESCAPE}[201~`)).toEqual(['paste "7\\r8"']);
  seen.length = 0;
  expect(of(`${ESCAPE}[<0;3;4M${ESCAPE}[<65;3;4M`)).toEqual(['click 2 3', 'wheel 1']);
});
