/** Why a file can't be compared, for people. */

/** A file can't be read, or lacks what the comparison needs: exit code 1. */
export class ReadingError extends Error {
  readonly code = 'READING';
}

/** What people call the system's refusals. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'no such file',
    ENOTDIR: 'no such file',
    EISDIR: 'a folder',
    EACCES: 'no permission',
    EPERM: 'no permission',
    ENOSPC: 'no space left',
  };
  return words[code] ?? (code === '' ? String(error) : code);
}
