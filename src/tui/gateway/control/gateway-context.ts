/** The objects that all key and mouse handlers of the gateway's dashboard use. */
import type { Effects } from '../../control/context.js';
import type { Glyphs } from '../../view/glyphs.js';
import type { GatewayModel } from '../model/gateway-model.js';

/** The model, the effects outside it, and the characters to draw with. */
export interface GatewayContext {
  readonly model: GatewayModel;
  readonly effects: Effects;
  readonly glyphs: Glyphs;
}
