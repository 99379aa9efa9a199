/** Output that nobody reads: nothing blocks, at most a bounded amount waits, what was dropped is told. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isReaderGone } from '../../src/app/outlive-readers.js';
import { MOST_WAITING_OCTETS, UnblockedOutput, UnreadLines } from '../../src/app/unread-output.js';

/** A terminal that takes what it is told to. */
class FakeTerminal {
  /** Octets that are still taken; then `EAGAIN`. */
  room = Number.POSITIVE_INFINITY;
  code = 'EAGAIN';
  text = '';

  readonly write = (octets: Buffer): number => {
    if (this.room === 0) throw Object.assign(new Error(this.code), { code: this.code });
    const taken = octets.subarray(0, this.room);
    this.room -= taken.length;
    this.text += taken.toString();
    return taken.length;
  };
}

it.each([
  ['EPIPE', true],
  // A broken pipe of Windows.
  ['EOF', true],
  ['EIO', true],
  ['ENOSPC', false],
  ['EBADF', false],
])('%s of standard output: nobody reads any more is %s', (code, isGone) => {
  expect(isReaderGone({ code })).toBe(isGone);
});

const LINE = 'x'.repeat(1023);
const MOST_LINES = MOST_WAITING_OCTETS / 1024;

let terminal: FakeTerminal;
let output: UnblockedOutput;
let lines: UnreadLines;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  terminal = new FakeTerminal();
  output = new UnblockedOutput(process.stderr, terminal.write);
  lines = new UnreadLines(output);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets the terminal take what waits. */
async function drain(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    vi.advanceTimersByTime(20);
    await new Promise(setImmediate);
  }
}

describe('a file or pipe', () => {
  /** Takes all at once, as a file does; Node.js calls back in a later turn. */
  class FakeFile {
    text = '';
    readonly writableLength = 0;

    write(octets: Buffer, taken: () => void): boolean {
      this.text += octets.toString();
      setImmediate(taken);
      return true;
    }
  }

  it('that takes all at once loses no line of one turn', async () => {
    const file = new FakeFile();
    const toFile = new UnreadLines(new UnblockedOutput(file as unknown as typeof process.stderr));
    for (let i = 0; i < 3 * MOST_LINES; i++) toFile.write(LINE);
    await drain();
    expect(file.text).toBe(`${LINE}\n`.repeat(3 * MOST_LINES));
  });
});

describe('a terminal that nobody reads', () => {
  it('gets every line in order when it is read again, each octet once', async () => {
    terminal.room = 5;
    lines.write('one');
    lines.write('two');
    lines.write('three');
    await drain();
    expect(terminal.text).toBe('one\nt');
    terminal.room = 4;
    await drain();
    terminal.room = Number.POSITIVE_INFINITY;
    await drain();
    expect(terminal.text).toBe('one\ntwo\nthree\n');
    expect(output.writableLength).toBe(0);
  });

  it('has at most 256 KiB wait; the lines that were dropped are counted and told', async () => {
    terminal.room = 0;
    for (let i = 0; i < MOST_LINES + 1204; i++) lines.write(LINE);
    expect(output.writableLength).toBe(MOST_WAITING_OCTETS);
    terminal.room = Number.POSITIVE_INFINITY;
    await drain();
    const shown = terminal.text.split('\n');
    expect(shown.slice(0, MOST_LINES).every((line) => line === LINE)).toBe(true);
    expect(shown.slice(MOST_LINES)).toEqual(['1,204 lines were not shown: nobody read the terminal', '']);
    // Counting begins again.
    lines.write('later');
    await drain();
    expect(terminal.text.endsWith('terminal\nlater\n')).toBe(true);
  });

  it('is waited for at the end, but not for ever', async () => {
    terminal.room = 0;
    lines.write('the verdict');
    const ended: string[] = [];
    void lines.taken(1_000).then(() => ended.push('first'));
    await drain();
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(1_000);
    await new Promise(setImmediate);
    expect(ended).toEqual(['first']);
    void lines.taken(1_000).then(() => ended.push('second'));
    terminal.room = Number.POSITIVE_INFINITY;
    await drain();
    expect(ended).toEqual(['first', 'second']);
    expect(terminal.text).toBe('the verdict\n');
  });

  it('that is gone takes everything', async () => {
    terminal.room = 0;
    terminal.code = 'EIO';
    for (let i = 0; i < 2 * MOST_LINES; i++) lines.write(LINE);
    await drain();
    expect([output.writableLength, terminal.text]).toEqual([0, '']);
  });
});
