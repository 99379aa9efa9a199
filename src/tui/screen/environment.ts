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
 * Windows Terminal and the console of Windows 10 from 1809 on speak xterm with 256 colours, and set no TERM. TERM=windows-ansi is for the
 * legacy console, which a user may have chosen in its properties: eight colours, no mouse, the screen not given back as it was.
 */
export function bundledTerminal(
  { TERM = '', COLORTERM = '' }: Environment,
  platform: NodeJS.Platform,
): string {
  const folder = platform === 'win32' ? 'bundled\\' : 'bundled/';
  if (platform === 'win32' && TERM === 'windows-ansi') return `${folder}windows-ansi`;
  if (TERM === 'linux') return `${folder}linux`;
  const isWindows = platform === 'win32' && TERM === '';
  const many = isWindows || /256|direct|kitty|alacritty|ghostty|foot|wezterm/.test(TERM) || COLORTERM !== '';
  return `${folder}${many ? 'xterm-256color' : 'xterm'}`;
}

/**
 * Whether the terminal's reports of the mouse reach the program. On Windows they do since Node.js lets the terminal write keys as VT
 * (libuv 1.51: Node.js 22.17 and 24.2). Where they don't, the mouse is left to the terminal, which marks text with it.
 */
export function givesMouse(platform: NodeJS.Platform, uvVersion: string): boolean {
  if (platform !== 'win32') return true;
  const [major = 0, minor = 0] = uvVersion.split('.').map(Number);
  return major > 1 || minor >= 51;
}
