/** A connection, for the shell that has its socket. */
import type { CloseReason } from './apci/close-reason.js';
import type { ReadBudget } from './apci/read-budget.js';
import type { Session } from './apci/session.js';
import type { EditedLink } from './faults/frame-editor.js';
import type { Peer, RtuPort } from './ports.js';

/** A connection as the shell serves it: the link of one RTU, or a `SharedLink`. Times are monotonic. */
export interface ServedLink extends Peer {
  /** The RTU at which octets and floods of the connection are counted; the first where several share it. */
  readonly rtu: RtuPort;
  readonly session: Session;
  /** Its links, one for each RTU. */
  readonly links: readonly EditedLink[] & readonly Peer[];
  /** Why it ended; the shell closes the socket when this is set. */
  readonly closeReason: CloseReason | undefined;
  /**
   * Takes octets from the socket (only lent) and returns how many: `length`, or fewer where the budget is spent. Urgent answers are
   * in the outbox then; `pump` adds what waits for the window.
   */
  receive(octets: Uint8Array, length: number, nowMs: number, budget?: ReadBudget): number;
  /** More octets than this that wait for the peer to read are too many. */
  readonly mostUnreadOctets: number;
  /** The socket got at `nowMs` the `octets` octets that the connection had put into the outbox. */
  written(octets: number, nowMs: number): void;
  /** Does what is due at `nowMs`; what the peer sent before `heardMs` was read (see `Session.tick`). */
  tick(nowMs: number, heardMs?: number): void;
  /** When `tick` has to be called next, monotonic ms; Infinity: never. */
  nextDeadline(): number;
  /** Fills the window. */
  pump(nowMs: number): void;
  /** Ends the connection; also called when the peer has ended it. */
  close(code: CloseReason['code'], detail: string, nowMs: number): void;
}
