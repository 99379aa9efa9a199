/** A text as one word of a command that people type. */

const UNQUOTED = /^[\p{L}\p{M}\p{N}_@%+=:,./-]+$/u;
const UNQUOTED_WINDOWS = /^[\p{L}\p{M}\p{N}_+=:./\\-]+$/u;

/**
 * The text in quotation marks where a shell would take it for several words or for something else. Windows: for cmd and PowerShell,
 * whose file names have no quotation mark; elsewhere for a POSIX shell.
 */
export function shellWord(text: string, shell: 'posix' | 'windows'): string {
  if (shell === 'windows') return UNQUOTED_WINDOWS.test(text) ? text : `"${text}"`;
  if (UNQUOTED.test(text)) return text;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
