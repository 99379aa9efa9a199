/** Shorthands for tests of the gateway's ini file. */
import { MARKER, parseGatewayIni } from '../../../src/config/gateway/gateway-ini.js';
import type { GroupDefinition } from '../../../src/gateway/definition.js';
import { tuples } from '../support.js';

/** Cells of a row by the names of the file's header. */
export const HEADER = [
  'id',
  'sys name',
  'port no',
  'rtu no',
  'max conn',
  'idletime',
  't1',
  't2',
  't3',
  'w',
  'k',
  'buffsize',
  'logevents',
  'same ip',
  'hosts',
  'filter',
] as const;

type Cells = Partial<Record<(typeof HEADER)[number], string>>;

/** A row with valid cells but for these, followed by option cells. */
export function row(cells: Cells = {}, ...options: string[]): string {
  const usual: Cells = { id: '1', 'sys name': 'A', 'port no': '2404', 'rtu no': '7', hosts: '10.0.0.1:2404' };
  return [...HEADER.map((name) => cells[name] ?? usual[name] ?? ''), ...options].join(',');
}

/** A marked file of these rows: the first is in line 2. */
export function parseRows(...rows: string[]) {
  return parse(MARKER, ...rows);
}

/** A file of these lines. */
export function parse(...lines: string[]) {
  const ini = parseGatewayIni(lines.join('\n'), 'gateway.csv');
  return { ...ini, tuples: tuples(ini.findings) };
}

/** What a group is if nothing but the usual cells of `row` is given. */
export const USUAL: GroupDefinition = {
  slot: 0,
  id: 1,
  line: 2,
  name: 'A',
  rtuNumber: 7,
  ports: [{ port: 2404, bind: '', name: '', filter: [], admitsNobody: false }],
  hosts: [{ host: '10.0.0.1', port: 2404 }],
  connections: 5,
  idleMs: 60_000,
  t0Ms: 3000,
  t1Ms: 15_000,
  t2Ms: 10_000,
  t3Ms: 20_000,
  w: 8,
  k: 12,
  bufferFrames: 1000,
  log: 'none',
  sameIp: 'all',
  gi: 'shared',
  oa: 'map',
  conflict: 'refuse',
  clock: 'all',
  eoi: 'start',
  rights: [],
  ca: 'any',
  rtuIp: 'refuse',
  retryFirstMs: 1000,
  retryMostMs: 10_000,
  answerMs: 30_000,
  commandHoldMs: 1000,
  lingerMs: 0,
};
