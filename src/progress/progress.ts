/** How work that takes long is shown to who waits for it. */

/** One piece of work. */
export interface Work {
  /** So far: `share` 0…1, NaN where it is not known; `detail`: figures in words. Cheap: it may be called for every thousandth row. */
  at(share: number, detail?: string): void;
  /** The work is over; what was shown of it goes away. */
  end(): void;
}

/** Where long work is shown. */
export interface Progress {
  /** Begins a piece of work, such as `reading events.csv`. One at a time. */
  begin(what: string): Work;
}

/** Shows nothing. */
export const NO_PROGRESS: Progress = { begin: () => ({ at: () => {}, end: () => {} }) };
