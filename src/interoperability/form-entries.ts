/** What an entry of the form is. */

/** A box. */
export interface BoxEntry {
  readonly box: string;
  readonly text: string;
  /** It can't be chosen in IEC 60870-5-104. */
  readonly black?: true;
}

/** A value. */
export interface SettingEntry {
  readonly setting: string;
  readonly text: string;
  /** Default value of the lists, or of the option of the ini file. */
  readonly usual: number | string;
  readonly unit?: string;
  /** What else is to be known. */
  readonly remark?: string;
}

/** A part of the document under a heading of the second rank. */
export interface FormPart {
  readonly title: string;
  readonly note?: string;
  readonly boxes?: readonly BoxEntry[];
  readonly settings?: readonly SettingEntry[];
}

/** A section of the document. */
export interface FormSection {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly parts: readonly FormPart[];
}

/** A list of boxes: id and text. */
export function boxes(...pairs: readonly (readonly [id: string, text: string])[]): BoxEntry[] {
  return pairs.map(([box, text]) => ({ box, text }));
}

/** Boxes that IEC 60870-5-101 has and 104 has not. */
export function blackBoxes(...pairs: readonly (readonly [id: string, text: string])[]): BoxEntry[] {
  return pairs.map(([box, text]) => ({ box, text, black: true }));
}
