/** Messages between a thread that has lines and the thread that writes them. `id`: one opening of a file, counted by the sender. */

/** To the writer. */
export type ToWriter =
  | { kind: 'folder'; path: string }
  | { kind: 'open'; id: number; path: string; header?: string }
  | { kind: 'write'; id: number; octets: Uint8Array; lines: number }
  | { kind: 'close'; id: number };

/** From the writer. `lines`: those that are lost by this. */
export type FromWriter =
  | { kind: 'written'; id: number; octets: number }
  | { kind: 'failed'; id: number; lines: number; code: string; message: string }
  /** Sent before the sender knew that the opening has failed. */
  | { kind: 'dropped'; id: number; lines: number }
  | { kind: 'closed'; id: number };
