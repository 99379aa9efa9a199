/** Files that lines are appended to, as a thread that writes logs sees them: nothing waits for the disk. */

export interface Files {
  /** Makes a folder and the missing folders above it, before what is opened afterwards. A failure shows when a file is opened. */
  makeFolder(path: string): void;
  /**
   * Opens a file to append to and creates it if it is missing. `opened` or `failed` is called later.
   * `header`: the first line of the files that take over when this one is full, with its line end or empty; absent: it is never rotated.
   */
  append(path: string, events: AppendEvents, header?: string): void;
}

/** Events of a file that is opened to append. */
export interface AppendEvents {
  opened(file: AppendFile): void;
  /** The oldest `octets` octets not reported before are in the file; their memory is free again. */
  written(octets: number): void;
  /** The file can't be opened, or all octets that were not reported as `written` are lost. */
  failed(error: Error): void;
}

/** A file that is open for appending. */
export interface AppendFile {
  /** The file is empty. */
  readonly isEmpty: boolean;
  /**
   * Appends `lines` whole lines, which are lent until `written` reports them or the file fails. Octets in shared memory are not
   * copied on their way to another thread.
   */
  write(octets: Uint8Array, lines: number): void;
  /** Closes the file. Call it when no octets are lent to it. */
  close(done: () => void): void;
}
