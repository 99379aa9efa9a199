/** OA and CA of requests towards the RTU (`docs/gateway.md` §5, originator address). */
import { type AsduView, withAddresses } from './asdu-view.js';
import type { GroupSettings, MasterPort } from './definition.js';

/** In files of the older form the masters of a port may have another CA for the RTU. */
export function caTowardsRtu(
  { rtuNumber }: Pick<GroupSettings, 'rtuNumber'>,
  { masterCa }: MasterPort,
  ca: number,
): number {
  return masterCa !== undefined && ca === masterCa ? rtuNumber : ca;
}

/** A request as it goes to the RTU. `ownOa`: that which its master has with `oa=map`. */
export function towardsRtu(
  asked: AsduView,
  settings: Pick<GroupSettings, 'oa' | 'rtuNumber'>,
  ownOa: number,
  port: MasterPort,
): AsduView {
  const { oa } = settings;
  const sentOa = oa === 'map' ? ownOa : oa === 'keep' ? asked.oa : oa;
  return withAddresses(asked, sentOa, caTowardsRtu(settings, port, asked.ca));
}
