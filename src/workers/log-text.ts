/** Pieces of text that log lines are copied together from. */
import { formatCp56 } from '../codec/cp56.js';
import { newTimeTags, type TagClock, type TagValidity, type TimeTag } from '../station/time-tag.js';
import { type LineText, lineText } from './line-buffer.js';

const encoder = new TextEncoder();

/** Octets of a text that is copied again and again. */
export function encodeText(text: string): LineText {
  return lineText(encoder.encode(text));
}

/** No text. */
export const EMPTY_TEXT = encodeText('');

/** The time tag's text; computed again at most once a millisecond. */
class TagText {
  private text: LineText = EMPTY_TEXT;
  private wallMs = Number.NaN;

  constructor(private readonly tag: TimeTag) {}

  at(wallMs: number): LineText {
    const whole = Math.floor(wallMs);
    if (whole !== this.wallMs) {
      this.wallMs = whole;
      this.text = encodeText(formatCp56(this.tag.timeOf(whole)));
    }
    return this.text;
  }
}

/** The texts of time tags of every rule and validity. */
export class TagTexts {
  private readonly texts = { valid: textsOf('valid'), invalid: textsOf('invalid') };

  /** What `clock` shows at the simulator's own wall time, ms since 1970. */
  at(wallMs: number, { tag, leadMs }: TagClock): LineText {
    return this.texts[tag.validity][tag.zone].at(wallMs + leadMs);
  }
}

function textsOf(validity: TagValidity) {
  const { local, utc, summer } = newTimeTags()[validity];
  return { local: new TagText(local), utc: new TagText(utc), summer: new TagText(summer) };
}
