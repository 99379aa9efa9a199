/** What the terminal can show, by the environment's variables. */
import { ASCII_GLYPHS, type Glyphs, UNICODE_GLYPHS } from '../view/glyphs.js';

/** The environment's variables, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the locale is one of UTF-8: LC_ALL, else LC_CTYPE, else LANG counts. */
export function hasUtf8(environment: Environment, platform: NodeJS.Platform): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = environment;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  if (locale === undefined) return platform === 'win32' || platform === 'darwin';
  return /utf-?8/i.test(locale);
}

/** The characters to draw with. */
export function glyphsFor(environment: Environment, platform: NodeJS.Platform): Glyphs {
  return hasUtf8(environment, platform) ? UNICODE_GLYPHS : ASCII_GLYPHS;
}

/** Whether colours are wanted: NO_COLOR with any text but an empty one forbids them (no-color.org). */
export function wantsColours({ NO_COLOR, TERM }: Environment): boolean {
  return (NO_COLOR ?? '') === '' && TERM !== 'vt100' && TERM !== 'vt220';
}

/**
 * Which of the terminal descriptions that come with blessed fits. The system's own are not read: blessed knows neither
 * today's format of them nor all that is said in them. A name with a folder that isn't there leads it to its own.
 */
export function bundledTerminal(
  { TERM = '', COLORTERM = '' }: Environment,
  platform: NodeJS.Platform,
): string {
  if (platform === 'win32') return 'bundled\\windows-ansi';
  if (TERM === 'linux') return 'bundled/linux';
  const many = /256|direct|kitty|alacritty|ghostty|foot|wezterm/.test(TERM) || COLORTERM !== '';
  return many ? 'bundled/xterm-256color' : 'bundled/xterm';
}
