/** An RTU's parameters in JSON, in the form of `GET` and of a restart. */
import type { RtuDefinition } from '../../channel/definitions.js';
import { RTU_CELLS, RTU_OPTIONS } from '../../config/rtu-fields.js';

/** A parameter's value in JSON. */
export type JsonValue = string | number | readonly string[];

const toSeconds = (ms: number): number => ms / 1000;

/** Readers of a field's value from a definition; a field without an entry is the property of the same name. */
const READERS: Readonly<Record<string, (rtu: RtuDefinition) => JsonValue>> = {
  iodata: (rtu) => rtu.ioFile,
  group: ({ group }) => (typeof group === 'string' ? group : group.map((hosts) => hosts.join(' ')).join(';')),
  idleTime: (rtu) => toSeconds(rtu.idleMs),
  t1: (rtu) => toSeconds(rtu.t1Ms),
  t2: (rtu) => toSeconds(rtu.t2Ms),
  t3: (rtu) => toSeconds(rtu.t3Ms),
  event_buffer: (rtu) => rtu.eventBuffer,
  select_timeout: (rtu) => toSeconds(rtu.selectTimeoutMs),
  command_age: (rtu) => toSeconds(rtu.commandAgeMs),
  time_valid: (rtu) => rtu.timeValid,
  time_hold: (rtu) => toSeconds(rtu.timeHoldMs),
};

const FIELDS = [...RTU_CELLS, ...RTU_OPTIONS];

/** All parameters, named like the options of the ini file and of a restart's body. */
export function parametersOf(rtu: RtuDefinition): Record<string, JsonValue> {
  return Object.fromEntries(
    FIELDS.map(({ name }) => [name, READERS[name]?.(rtu) ?? (rtu[name as keyof RtuDefinition] as JsonValue)]),
  );
}

/** The values of a restart's body as texts of the ini file. */
export function textsOf(body: Readonly<Record<string, JsonValue>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      typeof value === 'string' || typeof value === 'number' ? String(value) : value.join(';'),
    ]),
  );
}

const WHOLE = { type: 'integer' };
const SECONDS = { type: 'number' };
const TEXT = { type: 'string' };

/** Types by field name. Ranges are not in the schema: the restart itself checks them, and reports all problems together. */
const SHAPES: Readonly<Record<string, object>> = {
  rtuNumber: WHOLE,
  port: WHOLE,
  k: WHOLE,
  w: WHOLE,
  connections: WHOLE,
  idleTime: SECONDS,
  t1: SECONDS,
  t2: SECONDS,
  t3: SECONDS,
  select_timeout: SECONDS,
  command_age: SECONDS,
  time_hold: SECONDS,
  objects: { anyOf: [{ type: 'integer' }, { type: 'string', enum: ['max'] }] },
  hosts: { anyOf: [{ type: 'array', items: TEXT }, TEXT] },
};

/** JSON schema of the parameters, by field name. */
export const PARAMETER_SHAPES: Readonly<Record<string, object>> = Object.fromEntries(
  FIELDS.map(({ name, label, expected }) => [
    name,
    { ...(SHAPES[name] ?? TEXT), description: `${label}: ${expected}` },
  ]),
);
