/**
 * The form: every box and setting of the list but those of the types, in the order of the document. Its ids are the keys of the JSON; a
 * setting that is an option of the ini file has its name.
 * Source: lists that vendors publish (PICS, `docs/protocol.md`), in words of our own.
 */

import type { BoxEntry, FormSection, SettingEntry } from './form-entries.js';
import { FUNCTIONS } from './form-functions.js';
import { BEFORE_TYPES } from './form-layers.js';
import { FURTHER, LINK } from './form-link.js';

/** The sections before the types, and those behind them. */
export const FORM: { readonly before: readonly FormSection[]; readonly behind: readonly FormSection[] } = {
  before: BEFORE_TYPES,
  behind: [FUNCTIONS, LINK, FURTHER],
};

const PARTS = [...FORM.before, ...FORM.behind].flatMap(({ parts }) => parts);

/** Every box, by its id. */
export const BOXES: ReadonlyMap<string, BoxEntry> = new Map(
  PARTS.flatMap(({ boxes: all = [] }) => all).map((entry) => [entry.box, entry]),
);

/** Every setting, by its id. */
export const SETTINGS: ReadonlyMap<string, SettingEntry> = new Map(
  PARTS.flatMap(({ settings = [] }) => settings).map((entry) => [entry.setting, entry]),
);

/** The value of a setting that a side does not have: it is never compared. */
export const NOT_USED = 'not used';
