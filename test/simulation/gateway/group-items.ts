/** What the simulation knows of an ASDU that a gateway has read from an RTU. */
import type { Asdu } from './gateway-asdu.js';
import type { Run } from './interrogation-judge.js';

export interface Item {
  /** Number among all of the group, in the order in which the gateway read them. */
  readonly n: number;
  readonly asdu: Asdu;
  /** OA that it must bear; −1: see `run`, or any. */
  readonly oa: number;
  /** `all`: for every started master; `one`: for the one that asked; `judged`: others decide. */
  readonly to: 'all' | 'one' | 'judged';
  /** Of the data of an interrogation: the one that ran then, and whether it did beyond doubt. */
  readonly run?: Run;
  readonly isSurelyAsked?: boolean;
  /** Some master has acknowledged it. */
  isAcknowledged?: boolean;
}
