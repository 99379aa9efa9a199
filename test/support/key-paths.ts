/** The keys of a JSON value. */

/** The path of every key, each once, in the order of the value: `at.key`, `at[].key`. */
export function keyPaths(value: unknown, at: string): string[] {
  const paths = new Set<string>();
  const visit = (part: unknown, path: string): void => {
    if (Array.isArray(part)) for (const item of part) visit(item, `${path}[]`);
    else if (typeof part === 'object' && part !== null) {
      for (const [key, inner] of Object.entries(part)) {
        paths.add(`${path}.${key}`);
        visit(inner, `${path}.${key}`);
      }
    }
  };
  visit(value, at);
  return [...paths];
}
