/** Shorthands for the JSON schemas of the HTTP API. */

/** A reference to one of `SCHEMAS`. */
export function ref(id: string): { $ref: string } {
  return { $ref: `${id}#` };
}

/** A list of one of `SCHEMAS`. */
export function listOf(id: string, description: string) {
  return { type: 'array', description, items: ref(id) };
}

/** A named shape with these properties, all required. */
export function object($id: string, description: string, properties: Record<string, object>) {
  return { $id, type: 'object', description, required: Object.keys(properties), properties };
}

/** A text. */
export const text = (description: string) => ({ type: 'string', description });
/** A whole number. */
export const whole = (description: string, minimum = 0) => ({ type: 'integer', minimum, description });
/** A number. */
export const number = (description: string) => ({ type: 'number', description });
/** A value of the type, or null. */
export const maybe = (type: string, description: string) => ({ type: [type, 'null'], description });
/** An instant in ISO 8601. */
export const instant = (description: string) => ({ type: 'string', format: 'date-time', description });
