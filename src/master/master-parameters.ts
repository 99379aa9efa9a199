/**
 * Parameters of the controlling side of a link. Times are milliseconds on the monotonic clock.
 * Source: `docs/protocol.md` §1.
 */
import {
  type ControllingParameters,
  DEFAULT_CONTROLLING_PARAMETERS,
} from '../controlling/controlling-parameters.js';

/** Parameters of one link of the controlling station. */
export interface MasterParameters extends ControllingParameters {
  /** Time-out of the TCP connection, 1…255000 ms; default 10000. */
  t0Ms: number;
}

/** The defaults of the standard (t0: 10 s, as front-ends use it). */
export const DEFAULT_PARAMETERS: Readonly<MasterParameters> = {
  ...DEFAULT_CONTROLLING_PARAMETERS,
  t0Ms: 10_000,
};
