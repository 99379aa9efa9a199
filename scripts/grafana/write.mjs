/** Writes the dashboard for Grafana anew: `node scripts/grafana/write.mjs`, after a change of a row or a new metric. */
import { writeFileSync } from 'node:fs';
import { dashboard } from './dashboard.mjs';

writeFileSync(
  new URL('../../packaging/grafana/iec104rs.json', import.meta.url),
  `${JSON.stringify(dashboard(), null, 2)}\n`,
);
