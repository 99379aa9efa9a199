/** The HTTP API of the simulator (`docs/behaviour.md` §7): the engine over HTTP. */
import type { Engine, IniReading } from '../coordinator/api.js';
import { type RunningApi, type ServerOptions, serveApi } from './api-server.js';
import { createMetrics } from './metrics/metrics.js';
import { addReloadRoutes } from './reload-routes.js';
import { addRoutes } from './routes.js';
import { SCHEMAS } from './schemas/schemas.js';
import { LinkWatch } from './views/link-watch.js';

export type { RunningApi };

/** Options of the simulator's API. */
export interface ApiOptions extends ServerOptions {
  /** Reads the ini file again; absent: there is none. */
  reload?: IniReading;
}

/** Descriptors of each RTU: its port and two masters. */
const DESCRIPTORS_PER_RTU = 3;

/** Opens the API. Throws `StartError` (`PORTS`) if the port cannot be opened. */
export function startApi(engine: Engine, options: ApiOptions): Promise<RunningApi> {
  const { version } = options;
  return serveApi(options, {
    description: 'Control of the IEC 60870-5-104 RTU simulator.',
    tags: [
      { name: 'state', description: 'The program as a whole' },
      { name: 'RTUs', description: 'Every controlled station' },
      { name: 'sends', description: 'Index sends' },
    ],
    schemas: SCHEMAS,
    descriptors: DESCRIPTORS_PER_RTU * engine.rtus.length,
    addRoutes(server, { door, desk }) {
      const watch = new LinkWatch(engine);
      const metrics = createMetrics(engine, { watch, version, door, desk });
      addRoutes(server, { engine, watch, metrics, version, door, desk });
      addReloadRoutes(server, options.reload);
      return () => {
        metrics.close();
        watch.close();
      };
    },
  });
}
