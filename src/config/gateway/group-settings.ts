/** Rules between the fields of a group, its texts, and the change of a running one. Source: `docs/gateway.md` §2. */
import type { GroupDefinition, MasterPort, RtuHost } from '../../gateway/definition.js';
import { countOf } from '../../text/format.js';
import { isSameAddress } from '../addresses.js';
import type { GroupField, GroupFieldProblem, GroupRow } from './group-field.js';
import { DEFAULT_GROUP_ROW, findGroupField, GROUP_FIELDS } from './group-fields.js';
import { writeRtuHost } from './rtu-hosts.js';

/** OAs that masters can have of their own. */
const MOST_ORIGINATORS = 254;
/** This machine, by any of its usual names. */
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/i;

/** A problem of one field. */
export interface GroupProblem extends GroupFieldProblem {
  /** Its name in the HTTP body. */
  readonly field: string;
}

/** A group's row while its fields are read. */
export type GroupDraft = { -readonly [K in keyof GroupRow]: GroupRow[K] };

/**
 * Checks the fields against each other and mends what the gateway can't work with: `row` is changed. t2 < t1 and w ≤ k are warnings; a w that
 * nobody gave is lowered to k; a buffer below k becomes the default, or k. `given`: names of the fields that somebody gave.
 */
export function settleGroup(row: GroupDraft, given: ReadonlySet<string>): GroupProblem[] {
  const problems: GroupProblem[] = [];
  const warn = (field: string, found: string, expected: string): void => {
    problems.push({ severity: 'warning', field, found, expected });
  };
  if (row.t2Ms >= row.t1Ms)
    warn('t2', String(row.t2Ms / 1000), `seconds below t1 (${row.t1Ms / 1000}); it is used as it is`);
  if (!given.has('w')) row.w = Math.min(row.w, row.k);
  else if (row.w > row.k) warn('w', String(row.w), `at most k (${row.k}); it is used as it is`);
  if (row.bufferFrames < row.k) {
    const found = String(row.bufferFrames);
    row.bufferFrames = Math.max(DEFAULT_GROUP_ROW.bufferFrames, row.k);
    if (given.has('buffsize')) warn('buffsize', found, `at least k (${row.k}); ${row.bufferFrames} is used`);
  }
  if (row.oa === 'map' && row.connections > MOST_ORIGINATORS) {
    const expected = `at most ${MOST_ORIGINATORS} with oa=map; the masters beyond them have OA 0`;
    warn('connections', String(row.connections), expected);
  }
  for (const host of row.hosts) {
    if (isOwnPort(host, row))
      warn('hosts', writeRtuHost(host), 'a port of the RTU; this is the port of the group itself');
  }
  return problems;
}

/** Whether a host is where the group itself listens, as far as the texts tell it. */
function isOwnPort({ host, port }: RtuHost, row: GroupRow): boolean {
  if (port !== row.port) return false;
  return isSameAddress(row.bind, '') || row.bind === '0.0.0.0' ? LOOPBACK.test(host) : host === row.bind;
}

/** Where a group stands in its file. */
type Place = Pick<GroupDefinition, 'slot' | 'id' | 'line'>;

/** The group of a row with a port of its own. */
export function groupOf(row: GroupRow, place: Place): GroupDefinition {
  const { port, bind, filter, admitsNobody, ...settings } = row;
  return { ...settings, ...place, ports: [{ port, bind, name: '', filter, admitsNobody }] };
}

/** What a group has as a row, with one of its ports. */
function rowOf(group: GroupDefinition, { port, bind, filter, admitsNobody }: MasterPort): GroupDraft {
  const { slot: _slot, id: _id, line: _line, ports: _ports, ...settings } = group;
  return { ...settings, port, bind, filter, admitsNobody };
}

/** Fields that each port of a group has of its own, with what stands between their texts where a group has several. */
const PORT_FIELDS: Readonly<Record<string, string>> = { port: ';', bind: ';', filter: '|' };

/** The texts of all fields of a group by name, as `readGroupWish` takes them. */
export function groupTexts(group: GroupDefinition): Record<string, string> {
  const rows = group.ports.map((port) => rowOf(group, port));
  return Object.fromEntries(
    GROUP_FIELDS.map(({ name, write }) => [
      name,
      Object.hasOwn(PORT_FIELDS, name) ? rows.map(write).join(PORT_FIELDS[name]) : write(rows[0]),
    ]),
  );
}

/** A changed group. */
export interface GroupWish {
  /** Absent: a problem is an error. */
  readonly definition?: GroupDefinition;
  /** Names of the fields in which it differs. */
  readonly changed: readonly string[];
  readonly problems: readonly GroupProblem[];
}

/**
 * Applies `wish` (new texts by the name of the field or of its column, only what changes) to a copy of `group`, for a restart. Texts that are
 * as they were change nothing. A text that can't be used is an error, also where a file would get the default. Of a group with several ports
 * `port` and `bind` have one text for each, with `;` between them, `filter` with `|`. The caller checks whether address and port are free.
 */
export function readGroupWish(group: GroupDefinition, wish: Readonly<Record<string, string>>): GroupWish {
  const before = groupTexts(group);
  const problems: GroupProblem[] = [];
  const rows = group.ports.map((port) => rowOf(group, port));
  const given = new Set<string>();
  for (const [name, text] of Object.entries(wish)) {
    const field = findGroupField(name);
    if (field === undefined) {
      const expected = `one of ${GROUP_FIELDS.map((each) => each.name).join(', ')}`;
      problems.push({ severity: 'error', field: name, found: name, expected });
    } else if (text.trim() !== before[field.name]) {
      given.add(field.name);
      problems.push(...changeRows(rows, field, text.trim()));
    }
  }
  problems.push(...settleWish(group, rows, given));
  if (problems.some(({ severity }) => severity === 'error')) return { changed: [], problems };
  const definition = withRows(group, rows);
  const after = groupTexts(definition);
  const changed = GROUP_FIELDS.map(({ name }) => name).filter((name) => before[name] !== after[name]);
  return { definition, changed, problems };
}

/** Reads a text into the rows of a group's ports; returns its problems. */
function changeRows(rows: GroupDraft[], field: GroupField, text: string): GroupProblem[] {
  const separator = PORT_FIELDS[field.name];
  const isOwn = Object.hasOwn(PORT_FIELDS, field.name) && rows.length > 1;
  const texts = isOwn ? text.split(separator) : rows.map(() => text);
  if (texts.length !== rows.length) {
    const expected = `${countOf(rows.length, 'text')} with ${separator} between them, one for each port of the group`;
    return [{ severity: 'error', field: field.name, found: text, expected }];
  }
  return rows.flatMap((row, i) => {
    const { patch, problems } = field.read(texts[i].trim());
    Object.assign(row, patch);
    // What all ports share is judged once.
    return isOwn || i === 0 ? problems.map((problem) => ({ ...problem, field: field.name })) : [];
  });
}

/** Settles the rows of a changed group; a buffer that would have to be mended is an error. */
function settleWish(
  { w, k }: GroupDefinition,
  rows: readonly GroupDraft[],
  given: ReadonlySet<string>,
): GroupProblem[] {
  // A w that is the default, or was lowered to k, follows k.
  const follows = !given.has('w') && w === Math.min(DEFAULT_GROUP_ROW.w, k);
  const known = new Set([...(follows ? [] : ['w']), 'buffsize']);
  if (follows) for (const row of rows) row.w = DEFAULT_GROUP_ROW.w;
  const [problems] = rows.map((row) => settleGroup(row, known));
  return problems.map((problem) =>
    problem.field === 'buffsize'
      ? { ...problem, severity: 'error', expected: `at least k (${rows[0].k})` }
      : problem,
  );
}

function withRows(group: GroupDefinition, rows: readonly GroupDraft[]): GroupDefinition {
  const { slot, id, line } = group;
  const changed = groupOf(rows[0], { slot, id, line });
  const ports = group.ports.map((before, i): MasterPort => {
    const { port, bind, filter, admitsNobody } = rows[i];
    return { ...before, port, bind, filter, admitsNobody };
  });
  return { ...changed, ports };
}
