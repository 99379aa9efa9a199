/** The HTTP API of the simulator (`docs/behaviour.md` §7): the engine over HTTP. */
import { monotonicMs } from '../channel/clock.js';
import type { Engine, IniReading } from '../coordinator/api.js';
import { LiveFeed } from '../live/live-feed.js';
import type { LiveRun, LiveStep } from '../live/messages.js';
import { Monitor } from '../monitor/monitor.js';
import { type RunningApi, type ServerOptions, serveApi } from './api-server.js';
import { LiveDesk } from './live/live-desk.js';
import { addLiveRoutes } from './live/live-routes.js';
import { readWebFiles } from './live/web-files.js';
import { createMetrics } from './metrics/metrics.js';
import { addReloadRoutes } from './reload-routes.js';
import { addRoutes } from './routes.js';
import { SCHEMAS } from './schemas/schemas.js';
import { LinkWatch } from './views/link-watch.js';

export type { RunningApi };

/** What the live page shows beside the engine. */
export interface LiveSetup {
  /** Passes on the lines of the program's log from now on; returns what ends that. */
  readonly lines: (
    take: (at: number, level: 'info' | 'warning' | 'error', text: string) => void,
  ) => () => void;
  /** The run as it is now; `undefined`: there is none. */
  readonly run: () => LiveRun | undefined;
  /** The limit of the acknowledgement latency of the run, ms; `undefined`: there is none. */
  readonly ackLimitMs: number | undefined;
  /** The rows of the load profile. */
  readonly plan: readonly LiveStep[];
}

/** Options of the simulator's API. */
export interface ApiOptions extends ServerOptions {
  /** Reads the ini file again; absent: there is none. */
  reload?: IniReading;
  /** Absent: there is no live page. */
  live?: LiveSetup;
}

/** Descriptors of each RTU: its port and two masters. */
const DESCRIPTORS_PER_RTU = 3;

/** Opens the API. Throws `StartError` (`PORTS`) if the port cannot be opened. */
export function startApi(engine: Engine, options: ApiOptions): Promise<RunningApi> {
  const { version, installed } = options;
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
      const page = options.live === undefined ? undefined : openLive(engine, options.live, version);
      const live = page?.desk;
      const metrics = createMetrics(engine, { watch, version, door, desk, live });
      addRoutes(server, { engine, watch, metrics, version, installed, door, desk, live });
      addReloadRoutes(server, options.reload);
      if (live !== undefined) {
        addLiveRoutes(server, live, readWebFiles());
        // Before the server waits for its connections to end.
        server.addHook('preClose', async () => live.close());
      }
      return () => {
        page?.close();
        metrics.close();
        watch.close();
      };
    },
  });
}

/** Opens the live page's desk; `close` ends it. */
function openLive(
  engine: Engine,
  setup: LiveSetup,
  version: string,
): { readonly desk: LiveDesk; close(): void } {
  const monitor = new Monitor(engine);
  const feed = new LiveFeed(monitor, {
    program: { name: 'iec104rs', version },
    faults: () => engine.faults.list(),
    run: setup.run,
    ackLimitMs: setup.ackLimitMs,
    plan: setup.plan,
  });
  const endLines = setup.lines((at, level, text) => feed.log(at, level, text));
  const desk = new LiveDesk(monitor, feed, { nowMs: monotonicMs, wallNow: () => engine.wallNow() });
  return {
    desk,
    close() {
      endLines();
      desk.close();
    },
  };
}
