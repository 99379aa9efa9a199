/** Why connections end. */

/** Why a connection ended. The codes are stable: logs and reports show them. */
export type CloseCode =
  | 'BAD_START'
  | 'BAD_LENGTH'
  | 'NS_OUT_OF_SEQUENCE'
  | 'NR_INVALID'
  | 'I_WHILE_STOPPED'
  | 'S_WHILE_STOPPED'
  | 'UNDEFINED_U'
  | 'FRAME_TOO_LONG'
  | 'MALFORMED_ASDU'
  | 'T1_I_FRAME'
  | 'T1_TESTFR'
  | 'IDLE'
  | 'REPLIES_OVERFLOW'
  | 'UNREAD'
  | 'REPLACED'
  | 'RESET'
  | 'PEER_CLOSED'
  | 'SOCKET_ERROR'
  | 'SHUTDOWN'
  | 'FAULT';

/** The RTU itself ends these connections and begins anew: nobody switches over, and its events go with them. */
export const ENDED_BY_RTU: ReadonlySet<string> = new Set<CloseCode>(['RESET', 'SHUTDOWN']);

/** Why a connection ended, with the figures in words. */
export interface CloseReason {
  code: CloseCode;
  detail: string;
}
