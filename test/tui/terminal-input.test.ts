/** What the terminal sends, taken apart: pastes, keys that come together, the mouse. */
import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { TerminalInput } from '../../src/tui/screen/terminal-input.js';

const ESCAPE = '\u001b';
const BEGIN = `${ESCAPE}[200~`;
const END = `${ESCAPE}[201~`;

let source: EventEmitter;
let list: string[];

beforeEach(() => {
  source = new EventEmitter();
  list = [];
  const input = new TerminalInput(source as NodeJS.ReadStream, {
    paste: (text) => list.push(`paste ${JSON.stringify(text)}`),
    char: (char) => list.push(`char ${char}`),
  });
  input.on('data', (octets: Buffer) => list.push(`keys ${JSON.stringify(octets.toString())}`));
});

/** What comes of these chunks, after a first one that is left out. */
function of(...chunks: (string | Buffer)[]): string[] {
  source.emit('data', Buffer.from('x'));
  list.length = 0;
  for (const chunk of chunks) source.emit('data', Buffer.from(chunk));
  return list;
}

it('passes keys on as they come', () => {
  expect(of('301\r', `${ESCAPE}[B${ESCAPE}OP`, 'ä')).toEqual([
    'keys "301\\r"',
    'keys "\\u001b[B\\u001bOP"',
    'keys "ä"',
  ]);
});

it('tells a paste as a whole, and goes on with the keys around it', () => {
  expect(of(`4${BEGIN}7\r8\n${END}5`)).toEqual(['keys "4"', 'paste "7\\r8\\n"', 'keys "5"']);
});

it('puts together a paste that comes in parts, cut anywhere', () => {
  const all = Buffer.from(`a${BEGIN}7é\r${END}b`);
  // Not within the first two octets of the mark: alone, these are keys.
  for (let cut = 4; cut < all.length; cut++) {
    list.length = 0;
    expect(of(all.subarray(0, cut), all.subarray(cut)), `cut at ${cut}`).toEqual([
      'keys "a"',
      'paste "7é\\r"',
      'keys "b"',
    ]);
  }
});

it('tells Escape and the key after it apart, and the mouse from the keys beside it', () => {
  expect(of(`${ESCAPE}4`)).toEqual(['keys "\\u001b"', 'keys "4"']);
  expect(of(`1${ESCAPE}[<0;3;4M2`)).toEqual(['keys "1"', 'keys "\\u001b[<0;3;4M"', 'keys "2"']);
});

it('takes no line feed for Enter, except for what was typed before the program took the terminal', () => {
  source.emit('data', Buffer.from('i7\n'));
  expect(list).toEqual(['keys "i7\\r"']);
  expect(of('8\n')).toEqual(['keys "8"']);
});

it('tells a typed character beyond 16 bits as one', () => {
  expect(of('a⚡🚀b')).toEqual(['keys "a⚡"', 'char 🚀', 'keys "b"']);
});
