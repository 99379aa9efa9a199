/** Files that lines are appended to, as a thread that writes logs sees them: nothing waits for the disk. */

export interface Files {
  /** Makes a folder and the missing folders above it, before what is appended afterwards. A failure shows when lines are written. */
  makeFolder(path: string): void;
  /**
   * Opens a file to append to. Lines may be written at once; the file is created with the first of them.
   * `header`: the first line of the file and of those that take over when it is full, with its line end, or empty for none; absent:
   * there is none, and the file is never rotated.
   */
  append(path: string, events: AppendEvents, header?: string): AppendFile;
}

/** Events of a file that is opened to append. */
export interface AppendEvents {
  /** The oldest `octets` octets not reported before are in the file: whole lines. Their memory is free again. */
  written(octets: number): void;
  /** All octets that were not reported as `written` are lost, and so are those of later writes: close it, and open it anew. */
  failed(error: Error): void;
}

/** A file that is open for appending. */
export interface AppendFile {
  /**
   * Appends `lines` whole lines, which are lent until `written` reports them or the file fails. Octets in shared memory are not
   * copied on their way to another thread.
   */
  write(octets: Uint8Array, lines: number): void;
  /** Closes the file. Call it when no octets are lent to it. */
  close(done: () => void): void;
}
