import type { SessionState } from '../controlling/controlling-session.js';
import type { Conduct } from './conduct.js';
import type { MasterParameters } from './master-parameters.js';

/** `idle` before `connect`; `stopped` to `stopping` as the session's; `closed` is final. */
export type LinkState = 'idle' | 'connecting' | SessionState | 'closed';

/** Receives every ASDU `octets[at…end)`, well formed or not. The octets are only lent: copy what you keep. */
export type AsduHook = (octets: Uint8Array, at: number, end: number) => void;

/** Settings of a link, besides its RTU. */
export interface LinkOptions {
  parameters?: Partial<MasterParameters>;
  /** Address to connect to if the RTU has none of its own; default 127.0.0.1. */
  host?: string;
  /** Address of this machine that it comes from; absent: the system's choice. */
  from?: string;
  /** What it does about violations and refusals; absent: as the standard says. */
  conduct?: Conduct;
  /** How far its clock is ahead of this machine's, in clock syncs and time tags, ms; default 0. */
  clockOffMs?: number;
  onAsdu?: AsduHook;
  /** Called after each read and each change of state. */
  onChange?: () => void;
}
