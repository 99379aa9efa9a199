import type { EngineEvent } from '../../coordinator/api.js';
import type { LinkWords } from '../program/link-lines.js';

/** An event of a connection of an RTU. */
export type RtuLinkEvent = Extract<EngineEvent, { kind: 'link' }>;

/** What nearly every connection does. All else of connections is told line by line. */
const JOINED: ReadonlySet<string> = new Set(['connect', 'startdt', 'stopdt', 'disconnect']);

/** How lines about the connections of RTUs are joined. */
export const RTU_LINES: LinkWords<RtuLinkEvent> = {
  kindOf: ({ what }) => (JOINED.has(what) ? what : undefined),
  ownerOf: ({ rtu: { slot, no, name } }) => ({ slot, name: `${no} ${name}` }),
  reasonOf: ({ what, detail }) => (what === 'disconnect' ? detail.split(':', 1)[0] : undefined),
  owner: 'RTU',
};
