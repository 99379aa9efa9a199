/** What a link does when the RTU breaks the protocol or refuses a request: as the standard says, too little, or too much. */
import { type SessionConduct, STANDARD_SESSION_CONDUCT } from '../controlling/controlling-parameters.js';
import type { ViolationCode } from '../controlling/violations.js';

/** The conduct of a link. */
export interface Conduct extends SessionConduct {
  /** Violations that end the link though the standard lets it stay. */
  readonly closesOn: ReadonlySet<ViolationCode>;
  /** A request that is refused or not answered ends the link. */
  readonly closesOnRefusal: boolean;
}

/** The words for it. */
export type ConductName = 'standard' | 'tolerant' | 'strict' | 'touchy';

/** Where the standard leaves it to the master. */
const MAY_STAY: readonly ViolationCode[] = ['MALFORMED_ASDU', 'WINDOW', 'U_FRAME'];
/** Where the link must stay: an ASDU that is not understood is the application's matter. */
const MUST_STAY: readonly ViolationCode[] = ['UNKNOWN_TYPE', 'CAUSE', 'COMMON_ADDRESS'];

/** Below are the types of the standard. */
const FIRST_PRIVATE_TYPE = 128;

/** As the standard says. */
export const STANDARD_CONDUCT: Conduct = {
  ...STANDARD_SESSION_CONDUCT,
  closesOn: new Set(),
  closesOnRefusal: false,
};

/** What such a link finds wrong with a type that is legal and whose meaning only two parties know. */
export function privateTypeFault(
  { closesOn }: Conduct,
  typeId: number,
): { code: ViolationCode; detail: string } | undefined {
  if (typeId < FIRST_PRIVATE_TYPE || !closesOn.has('UNKNOWN_TYPE')) return undefined;
  return { code: 'UNKNOWN_TYPE', detail: `type ${typeId} is of the private range` };
}

/** The conduct of a name; `ignoresT1` also for those that keep t1 otherwise. */
export function conductOf(name: ConductName, ignoresT1 = false): Conduct {
  switch (name) {
    case 'standard':
      return { ...STANDARD_CONDUCT, ignoresT1 };
    case 'tolerant':
      return { ...STANDARD_CONDUCT, isTolerant: true, ignoresT1: true };
    case 'strict':
      return { ...STANDARD_CONDUCT, ignoresT1, closesOn: new Set(MAY_STAY) };
    case 'touchy':
      return {
        ...STANDARD_CONDUCT,
        ignoresT1,
        closesOn: new Set([...MAY_STAY, ...MUST_STAY]),
        closesOnRefusal: true,
      };
  }
}
