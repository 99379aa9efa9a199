import type { TextSink } from '../command-line/parse-words.js';
import { plainLines } from '../text/outside-text.js';

/** Standard output or standard error of a command: what it writes there may name files, and cells of other programs' files. */
export function plainSink(stream: TextSink): TextSink {
  return { write: (text) => stream.write(plainLines(text)) };
}
