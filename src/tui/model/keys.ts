/** Keys, independent of the terminal's codes. */

/** A key. */
export interface Key {
  /** `up`, `pagedown`, `enter`, `escape`, `tab`, `S-tab`, `C-c`, or the character itself. */
  readonly name: string;
  /** The character that it types; empty: none. */
  readonly char: string;
}

/** The character that a key types; `undefined`: none. */
export function printable(key: Key): string | undefined {
  return key.char !== '' && key.char >= ' ' && key.char !== '\u007f' ? key.char : undefined;
}
