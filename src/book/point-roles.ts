/** Roles of points: a test's own example has a point for each, and the files of the test name that one; a user's points come in their places. */

/** A role of a point, as the folder of a test says. */
export interface PointRole {
  readonly name: string;
  readonly kind: 'state' | 'measurand';
  /** In the example. */
  readonly ioa: number;
  readonly rtuNumber: number;
  /** What it is, for people. */
  readonly what: string;
}

/** A point of the user's files: IOA (and type) as text, and RTU number. */
export interface UserPoint {
  readonly ioa: string;
  readonly rtuNumber: number;
}

/** The role of a row of `points.csv`: `role, kind, IOA, RTU number, what it is`. Throws an `Error` if it is broken: it is a file of the program. */
export function pointRoleOf([name, kind, ioa, rtuNumber, what = '']: readonly string[]): PointRole {
  if (kind !== 'state' && kind !== 'measurand') throw new Error(`role ${name}: kind ${kind}`);
  return { name, kind, ioa: Number(ioa), rtuNumber: Number(rtuNumber), what };
}

/**
 * The text of a file of reactions or expectations with the user's points in the place of the example's. Throws an `Error`
 * if the text names a point that is no role, or one that the user's files do not have.
 */
export function withPoints(
  text: string,
  roles: readonly PointRole[],
  points: ReadonlyMap<string, UserPoint>,
): string {
  const byPlace = new Map(roles.map((role) => [`${role.ioa} ${role.rtuNumber}`, role.name]));
  return text.replace(/\b(\d+) of RTU (\d+)\b/g, (place, ioa: string, rtuNumber: string) => {
    const name = byPlace.get(`${ioa} ${rtuNumber}`);
    const point = name === undefined ? undefined : points.get(name);
    if (point === undefined) throw new Error(`no role for ${place}`);
    return `${point.ioa} of RTU ${point.rtuNumber}`;
  });
}
