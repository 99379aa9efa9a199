/** Two programs and a command, for tests of the scripts of completion. */
import type { CompletedCommand } from '../../../src/app/completion/completed-commands.js';

const HELP = { names: ['-h', '--help'], text: 'show this help', repeats: false };

export const SMALL: readonly CompletedCommand[] = [
  {
    name: 'iec104rs',
    word: '',
    first: [{ word: 'play', text: "play one's test" }],
    arguments: [],
    options: [
      {
        names: ['-i', '--ini'],
        text: 'the file: [a] CSV',
        repeats: false,
        value: { name: 'file', kind: 'file', words: [] },
      },
      {
        names: ['--data'],
        text: 'a folder',
        repeats: false,
        value: { name: 'dir', kind: 'folder', words: [] },
      },
      {
        names: ['--limit'],
        text: 'a limit',
        repeats: true,
        value: { name: 'name=value', kind: 'words', words: ['lost=', 'stall='] },
      },
      { names: ['--no-clock'], text: 'leave the clock', repeats: false },
      HELP,
    ],
  },
  {
    name: 'iec104rs play',
    word: 'play',
    first: [{ word: 'storm', text: '' }],
    arguments: [{ name: 'sent', kind: 'file', words: [], text: 'what was sent' }],
    options: [
      { names: ['-w'], text: '±1 …', repeats: false, value: { name: 'n', kind: 'text', words: [] } },
      {
        names: ['--csv'],
        text: 'its form',
        repeats: false,
        value: { name: 'form', kind: 'words', words: ['plain', 'excel'] },
      },
      HELP,
    ],
  },
  { name: 'iec104mm2ss', word: '', first: [], arguments: [], options: [HELP] },
];
