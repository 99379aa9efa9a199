/** Inputs of one line of text. */
import { type Key, printable } from './keys.js';

/** An input: its text, its cursor, and what it accepts. */
export interface TextInput {
  text: string;
  /** 0…length, in characters. */
  cursor: number;
  /** Whether the next typed character replaces the whole text. */
  fresh: boolean;
  readonly most: number;
  /** `numbers`: digits, and what stands between numbers and in ranges. */
  readonly takes: 'digits' | 'numbers' | 'any';
}

const TAKES: Readonly<Record<TextInput['takes'], RegExp>> = {
  digits: /^\d$/,
  numbers: /^[\d,; -]$/,
  any: /^/,
};

/** Makes an input with a text in it. */
export function newInput(text: string, most: number, takes: TextInput['takes']): TextInput {
  return { text, cursor: [...text].length, fresh: true, most, takes };
}

/** Replaces the text. */
export function setText(input: TextInput, text: string): void {
  input.text = text;
  input.cursor = [...text].length;
  input.fresh = true;
}

/** Takes a key; false: the key does nothing in an input. */
export function typeInto(input: TextInput, key: Key): boolean {
  const chars = [...input.text];
  switch (key.name) {
    case 'left':
      input.cursor = Math.max(0, input.cursor - 1);
      break;
    case 'right':
      input.cursor = Math.min(chars.length, input.cursor + 1);
      break;
    case 'home':
    case 'C-a':
      input.cursor = 0;
      break;
    case 'end':
    case 'C-e':
      input.cursor = chars.length;
      break;
    case 'backspace':
      if (input.cursor > 0) chars.splice(--input.cursor, 1);
      break;
    case 'delete':
      chars.splice(input.cursor, 1);
      break;
    case 'C-u':
      chars.length = 0;
      input.cursor = 0;
      break;
    default: {
      const char = printable(key);
      if (char === undefined || !TAKES[input.takes].test(char)) return false;
      if (input.fresh) {
        chars.length = 0;
        input.cursor = 0;
      }
      if (chars.length < input.most) chars.splice(input.cursor++, 0, char);
    }
  }
  input.fresh = false;
  input.text = chars.join('');
  return true;
}
