/** What a master may do (`docs/gateway.md` §5). */
import type { RightsRule } from './definition.js';

/** Whether a master of this address may do more than read. */
export function mayWrite(
  rules: readonly RightsRule[],
  address: string,
  contains: (network: string, address: string) => boolean,
): boolean {
  if (rules.length === 0) return true;
  return rules.find(({ network }) => contains(network, address))?.may === 'full';
}
