/** Serves the connections of a gateway's shard. */
import type { GatewayLink } from '../../gateway/ports.js';
import { LinkServing } from '../link-serving.js';

export class GatewayServing extends LinkServing<GatewayLink> {
  protected wakersOf(link: GatewayLink): readonly GatewayLink[] {
    return [link];
  }
}
