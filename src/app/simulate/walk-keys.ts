/** The keys of a walk from end to end, on a terminal. */
import type { ReadStream } from 'node:tty';
import type { ReadKey, WalkKey } from '../../run/end-to-end/walk.js';

const KEYS: Readonly<Record<string, Exclude<WalkKey['key'], 'wrong'>>> = {
  '\r': 'next',
  '\n': 'next',
  ' ': 'next',
  o: 'OK',
  r: 'repeat',
  b: 'back',
  s: 'skip RTU',
  q: 'end',
};

export const KEY_HELP =
  'keys: Enter next, o OK, w wrong with a remark, r repeat, b back, s skip this RTU, q end and keep what is there';

/** Reads keys until `close`. `ask` shows a line; Ctrl-C becomes `interrupt`. */
export function openWalkKeys(
  input: ReadStream,
  ask: (line: string) => void,
  interrupt: () => void,
): { read: ReadKey; close(): void } {
  let take: ((key: WalkKey) => void) | undefined;
  let remark: string | undefined;
  const press = (key: string): void => {
    if (key === '\u0003') {
      interrupt();
      return;
    }
    // Keys that come while no step waits would judge a step that nobody has seen.
    if (take === undefined) return;
    if (remark !== undefined) {
      if (key === '\r' || key === '\n') take({ key: 'wrong', remark });
      else if (key === '\u007f' || key === '\b') remark = remark.slice(0, -1);
      else if (key >= ' ') remark += key;
      return;
    }
    const known = KEYS[key.toLowerCase()];
    if (known !== undefined) take({ key: known });
    else if (key.toLowerCase() === 'w') {
      remark = '';
      ask('  what is wrong? Type a remark, then Enter:');
    } else ask(`  ${KEY_HELP}`);
  };
  const listen = (text: string): void => {
    for (const key of text) press(key);
  };
  input.setRawMode(true).setEncoding('utf8').on('data', listen).resume();
  const read: ReadKey = (ended) =>
    new Promise((resolve) => {
      const done = (key: WalkKey): void => {
        take = undefined;
        remark = undefined;
        ended.removeEventListener('abort', end);
        resolve(key);
      };
      const end = (): void => done({ key: 'end' });
      take = done;
      if (ended.aborted) end();
      else ended.addEventListener('abort', end, { once: true });
    });
  return {
    read,
    close: () => {
      input.off('data', listen).setRawMode(false).pause();
    },
  };
}
