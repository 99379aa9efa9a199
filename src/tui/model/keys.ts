/** A key as the dashboard sees it, whatever the terminal sent. */

/** See the file's head. */
export interface Key {
  /** `up`, `pagedown`, `enter`, `escape`, `tab`, `S-tab`, `C-c`, or the character itself. */
  readonly name: string;
  /** What it types; empty for keys that type nothing. */
  readonly char: string;
}

/** The character that a key types, or `undefined`. */
export function printable(key: Key): string | undefined {
  return key.char !== '' && key.char >= ' ' && key.char !== '\u007f' ? key.char : undefined;
}
