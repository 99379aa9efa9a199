/** Abilities of the terminal, from environment variables. */
import { ASCII_GLYPHS, type Glyphs, UNICODE_GLYPHS } from '../view/glyphs.js';

/** Environment variables, like `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the locale uses UTF-8: the first set one of LC_ALL, LC_CTYPE and LANG. */
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

/** Whether to use colours: a NO_COLOR that is not empty forbids them (no-color.org). */
export function wantsColours({ NO_COLOR, TERM }: Environment): boolean {
  return (NO_COLOR ?? '') === '' && TERM !== 'vt100' && TERM !== 'vt220';
}

/**
 * The terminal description to use, of those that blessed includes. The system's own are not read, because blessed knows neither
 * their current format nor all their entries. A name in a folder that does not exist makes blessed use its included ones.
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
