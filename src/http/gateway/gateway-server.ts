/** The HTTP API of the gateway (`docs/gateway.md` §8). */
import type { Gateway } from '../../coordinator/gateway/gateway-api.js';
import { type RunningApi, type ServerOptions, serveApi } from '../api-server.js';
import { createGatewayMetrics } from './gateway-metrics.js';
import { addGatewayRoutes } from './gateway-routes.js';
import { GATEWAY_SCHEMAS } from './gateway-schemas.js';

/** Opens the API. Throws `StartError` (`PORTS`) if the port cannot be opened. */
export function startGatewayApi(gateway: Gateway, options: ServerOptions): Promise<RunningApi> {
  const { version, installed } = options;
  return serveApi(options, {
    description: 'Control of the IEC 60870-5-104 gateway.',
    tags: [
      { name: 'state', description: 'The program as a whole' },
      { name: 'groups', description: 'Every RTU with its masters' },
    ],
    schemas: GATEWAY_SCHEMAS,
    // The link to the RTU, the ports, the masters and the log of each group.
    descriptors: gateway.groups.reduce(
      (sum, { ports, connections }) => sum + 2 + ports.length + connections,
      0,
    ),
    addRoutes(server, { door, desk }) {
      const metrics = createGatewayMetrics(gateway, { version, door, desk });
      addGatewayRoutes(server, { gateway, metrics, version, installed, door, desk });
      return () => metrics.close();
    },
  });
}
