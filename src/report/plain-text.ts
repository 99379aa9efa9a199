/** Texts of users (names, addresses) in a form that reports can print. */

/** Control characters, and characters that turn the direction of the following text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** The text on one line, with `\ufffd` for characters that could control a terminal or turn the direction of other text. */
export function plainText(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** Where an RTU listens: `2404`, `127.0.1.5 port 2404`, `fe80::1 port 2404`. */
export function formatPlace({ bind, port }: { readonly bind: string; readonly port: number }): string {
  return bind === '' ? String(port) : `${bind} port ${port}`;
}
