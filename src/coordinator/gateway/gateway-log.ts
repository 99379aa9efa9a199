import type { ProgramLog } from '../program-log.js';
import type { GatewayEvent } from './gateway-api.js';

/** What happens to links that is not as it should be. */
const WARNED: ReadonlySet<string> = new Set(['refuse', 'hold', 'warning']);

/** Writes an event of the gateway to its program's log. */
export function logGatewayEvent({ logger }: ProgramLog, event: GatewayEvent): void {
  switch (event.kind) {
    case 'link': {
      const { group, what, side, peer, connection, detail } = event;
      const { id, name, rtuNumber } = group;
      const ofMaster = connection < 0 ? {} : { connection };
      logger[WARNED.has(what) ? 'warn' : 'info'](
        { group: id, name, rtu: rtuNumber, side, peer, ...ofMaster, detail },
        what,
      );
      break;
    }
    case 'shard-died':
      logger.error(event, 'shard died');
      break;
    case 'time': {
      const { text, ...rest } = event.status;
      logger[rest.state === 'updated' ? 'info' : 'warn'](rest, text);
      break;
    }
    case 'restarted': {
      const { id, name, rtuNumber } = event.group;
      logger.info({ group: id, name, rtu: rtuNumber, changed: event.changed }, 'restarted');
      for (const finding of event.findings) logger.warn(finding, 'finding');
      break;
    }
    case 'trouble':
      // Of the group its name in the detail is enough.
      logger.warn({ kind: event.kind, detail: event.detail }, 'trouble');
      break;
    case 'hang':
    case 'pause': {
      const { kind, ...rest } = event;
      logger.warn(rest, kind);
      break;
    }
    default: {
      const { kind, ...rest } = event;
      logger.info(rest, kind);
    }
  }
}
