/** The part of the gateway that its dashboard uses. */
import type { ConnectedMaster, Gateway, GroupRestart } from '../../../coordinator/gateway/gateway-api.js';

export type { ConnectedMaster, GroupRestart };

export type GatewayPort = Pick<
  Gateway,
  | 'groups'
  | 'table'
  | 'lags'
  | 'shards'
  | 'startedAt'
  | 'masters'
  | 'rtuPeer'
  | 'restartGroup'
  | 'closeMaster'
  | 'logFile'
  | 'hangs'
  | 'timeStatus'
  | 'wallNow'
>;
