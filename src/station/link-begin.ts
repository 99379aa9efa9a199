import type { SequenceNumbers, Session } from './apci/session.js';

/** How a link begins, where it is not as usual. */
export interface LinkBegin {
  /** Sequence numbers of its session; 0 if absent. */
  readonly first?: SequenceNumbers | undefined;
  /** Number of its redundancy group, where the RTU has groups by peer address. */
  readonly group?: number;
  /** The session of a connection that several RTUs share (`shared-link.ts`). */
  readonly shared?: Session;
}
