/** The link of a connection, as the thread that has its socket serves it: a station's or a gateway's. */
import type { ReadBudget } from '../station/apci/read-budget.js';

/** Why the thread ends a link by itself. */
export type SocketCloseCode = 'UNREAD' | 'PEER_CLOSED' | 'SOCKET_ERROR' | 'SHUTDOWN';

/** Times are monotonic. */
export interface SocketLink {
  /** Why it ended; the socket is closed when this is set. */
  readonly closeReason: object | undefined;
  /** More octets than this that wait for the peer to read are too many. */
  readonly mostUnreadOctets: number;
  /**
   * Takes octets from the socket (only lent) and returns how many: `length`, or fewer where the budget is spent. Urgent answers are
   * in the outbox then; `pump` adds what waits for the window.
   */
  receive(octets: Uint8Array, length: number, nowMs: number, budget?: ReadBudget): number;
  /** The socket got at `nowMs` the `octets` octets that the link had put into the outbox. */
  written(octets: number, nowMs: number): void;
  /** Does what is due at `nowMs`; what the peer sent before `heardMs` was read. */
  tick(nowMs: number, heardMs?: number): void;
  /** When `tick` has to be called next, monotonic ms; Infinity: never. */
  nextDeadline(): number;
  /** Fills the window. */
  pump(nowMs: number): void;
  /** Ends the connection; also called when the peer has ended it. */
  close(code: SocketCloseCode, detail: string, nowMs: number): void;
}
