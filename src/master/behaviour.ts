/** `--behave`: how a front-end behaves, well or badly, in words. Source: `docs/manual/playing-the-master.md`. */
import type { ReadWord } from '../command-line/command-specification.js';
import { nearestName } from '../text/nearest-name.js';
import type { ConductName } from './conduct.js';

/** When the active server fails. */
export interface ActiveFailurePlan {
  /** After the first RTU was started. */
  readonly afterMs: number;
  /** The how manieth time that RTUs are started after all were away, from 1. */
  readonly time: number;
}

/** What `--behave` says, besides the options that it sets. */
export interface Behaviour {
  /** The words as they were given. */
  readonly words: readonly string[];
  /** What a good front-end does, unless another word says otherwise. */
  readonly isWell: boolean;
  /** How far its clock is ahead, ms. */
  readonly clockOffMs: number;
  readonly interrogates: boolean;
  readonly setsClocks: boolean;
  readonly commands: 'sent' | 'selected' | 'never';
  /** From the end of a link until it is opened again; Infinity: never; `undefined`: as other options say. */
  readonly backMs: number | undefined;
  /** Between two links that are opened again. */
  readonly apartMs: number;
  /** From the loss of the active connection to STARTDT on the standby; Infinity: never. */
  readonly takeoverMs: number;
  readonly fail: ActiveFailurePlan | undefined;
  readonly conduct: ConductName;
  readonly ignoresT1: boolean;
}

/** Nothing was said. */
export const PLAIN_BEHAVIOUR: Behaviour = {
  words: [],
  isWell: false,
  clockOffMs: 0,
  interrogates: true,
  setsClocks: true,
  commands: 'sent',
  backMs: undefined,
  apartMs: 0,
  takeoverMs: 0,
  fail: undefined,
  conduct: 'standard',
  ignoresT1: false,
};

/** A word, read: what it changes, or what it should have been. */
type WordReading = { readonly change: Partial<Behaviour> } | { readonly expected: string };

interface BehaviourWord {
  /** As it is typed: `back=SECONDS`. */
  readonly form: string;
  readonly read: (value: string) => WordReading;
  /** Of words with one subject only one can be said. */
  readonly subject: string;
}

/** A day; more is no behaviour that a test can see. */
const MOST_SECONDS = 86_400;
/** Ten years. */
const MOST_CLOCK_SECONDS = 315_360_000;
const MOST_TIMES = 1000;

const WORDS: Readonly<Record<string, BehaviourWord>> = {
  well: plain('well', 'well', { isWell: true }),
  'no-gi': plain('no-gi', 'gi', { interrogates: false }),
  'no-clock': plain('no-clock', 'clock', { setsClocks: false }),
  'clock-off': seconds('clock-off', 'clock error', -MOST_CLOCK_SECONDS, MOST_CLOCK_SECONDS, (clockOffMs) => ({
    clockOffMs,
  })),
  'no-commands': plain('no-commands', 'commands', { commands: 'never' }),
  'select-only': plain('select-only', 'commands', { commands: 'selected' }),
  'stays-away': plain('stays-away', 'return', { backMs: Number.POSITIVE_INFINITY }),
  back: seconds('back', 'return', 0, MOST_SECONDS, (backMs) => ({ backMs })),
  'one-by-one': seconds('one-by-one', 'order of the return', 0, MOST_SECONDS, (apartMs) => ({ apartMs })),
  takeover: seconds('takeover', 'takeover', 0, MOST_SECONDS, (takeoverMs) => ({ takeoverMs })),
  'no-takeover': plain('no-takeover', 'takeover', { takeoverMs: Number.POSITIVE_INFINITY }),
  fail: { form: 'fail=SECONDS[@TIME]', subject: 'failure', read: readFailure },
  tolerant: plain('tolerant', 'conduct', { conduct: 'tolerant' }),
  strict: plain('strict', 'conduct', { conduct: 'strict' }),
  touchy: plain('touchy', 'conduct', { conduct: 'touchy' }),
  'ignores-t1': plain('ignores-t1', 't1', { ignoresT1: true }),
};

/** Every word as it is typed, for messages and help. */
export const BEHAVIOUR_FORMS: readonly string[] = Object.values(WORDS).map(({ form }) => form);

/** Reads one `--behave`: words with commas between them. Its value is the list of its words. */
export const readBehaviourWords: ReadWord = (text) => {
  const words = text.split(',').map((word) => word.trim());
  for (const word of words) {
    const reading = readWord(word);
    if ('expected' in reading) return { expected: reading.expected };
  }
  return { value: words };
};

/** All words together; a sentence if two of them contradict each other. */
export function behaviourOf(words: readonly string[]): Behaviour | string {
  const said = new Map<string, string>();
  let behaviour: Behaviour = { ...PLAIN_BEHAVIOUR, words };
  for (const word of words) {
    const { subject } = WORDS[nameOf(word)];
    const before = said.get(subject);
    if (before !== undefined) return `--behave: '${before}' and '${word}' cannot be combined`;
    said.set(subject, word);
    const reading = readWord(word);
    if ('change' in reading) behaviour = { ...behaviour, ...reading.change };
  }
  if (behaviour.backMs === Number.POSITIVE_INFINITY && behaviour.apartMs > 0)
    return `--behave: 'stays-away' and '${said.get('order of the return')}' cannot be combined`;
  return behaviour;
}

/** Whether it needs a standby connection to every RTU. */
export function needsStandby({ isWell, takeoverMs, fail }: Behaviour): boolean {
  return isWell || takeoverMs > 0 || fail !== undefined;
}

/** Whether links that end are opened again; `undefined`: as `--reconnect` says. */
export function reopens({ isWell, backMs, apartMs }: Behaviour): boolean | undefined {
  if (backMs === Number.POSITIVE_INFINITY) return false;
  return isWell || backMs !== undefined || apartMs > 0 ? true : undefined;
}

function readWord(word: string): WordReading {
  const name = nameOf(word);
  const found = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (found === undefined) {
    const near = nearestName(name, Object.keys(WORDS));
    const hint = near === undefined ? '' : ` Did you mean ${WORDS[near].form}?`;
    return { expected: `There is no behaviour '${name}'.${hint} Expected ${BEHAVIOUR_FORMS.join(', ')}.` };
  }
  if (word.includes('=') !== found.form.includes('=')) {
    return { expected: `Found '${word}', expected ${found.form}.` };
  }
  return found.read(word.slice(name.length + 1));
}

function nameOf(word: string): string {
  return word.split('=')[0];
}

function plain(form: string, subject: string, change: Partial<Behaviour>): BehaviourWord {
  return { form, subject, read: () => ({ change }) };
}

function seconds(
  word: string,
  subject: string,
  low: number,
  high: number,
  change: (ms: number) => Partial<Behaviour>,
): BehaviourWord {
  const form = `${word}=SECONDS`;
  return {
    form,
    subject,
    read: (text) => {
      const value = readDecimal(text, low, high);
      if (value === undefined)
        return { expected: `Found '${word}=${text}', expected ${form}, ${low}…${high}.` };
      return { change: change(value * 1000) };
    },
  };
}

function readFailure(text: string): WordReading {
  const [secondsText, timeText = '1', ...more] = text.split('@');
  const afterSec = readDecimal(secondsText, 0, MOST_SECONDS);
  const time = /^\d+$/.test(timeText) ? Number(timeText) : 0;
  if (afterSec === undefined || time < 1 || time > MOST_TIMES || more.length > 0) {
    const form = `fail=SECONDS[@TIME], SECONDS 0…${MOST_SECONDS}, TIME 1…${MOST_TIMES}`;
    return { expected: `Found 'fail=${text}', expected ${form}.` };
  }
  return { change: { fail: { afterMs: afterSec * 1000, time } } };
}

function readDecimal(text: string, low: number, high: number): number | undefined {
  const value = Number(text);
  return /^-?\d+(\.\d+)?$/.test(text) && value >= low && value <= high ? value : undefined;
}
