/** Stable codes of the controlling station's faults. */
export type MasterErrorCode =
  | 'CONNECT_FAILED'
  | 'CONNECT_TIMEOUT'
  | 'NOT_CONNECTED'
  | 'NOT_STARTED'
  | 'LINK_CLOSED'
  | 'TIMEOUT'
  | 'INI_UNREADABLE'
  | 'COMMAND_TEXT'
  | 'SCRIPT'
  | 'EVENT_LIST';

/** Something that the controlling station couldn't do. An RTU's answer is never an error, see `ExchangeReport`. */
export class MasterError extends Error {
  override readonly name = 'MasterError';
  constructor(
    readonly code: MasterErrorCode,
    message: string,
  ) {
    super(message);
  }
}
