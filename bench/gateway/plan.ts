/** Settings of the gateway benchmark. */
import type { CTools } from '../harness/tools.js';

/** What is measured, and how long. */
export interface Plan {
  /** Groups of the scenarios with many of them. */
  groups: number;
  /** Masters of each RTU. */
  masters: number;
  shards: number;
  k: number;
  w: number;
  /** Of the RTUs; those of the relays are behind, then that of the gateway's API. */
  firstPort: number;
  /** Rounds of each subject. */
  runs: number;
  /** Of the measured part of a round. */
  seconds: number;
  /** Of the rounds without traffic. */
  idleSeconds: number;
  /** Events of each RTU in the avalanche. */
  events: number;
  /** `sink` and `flood`; absent: the bench's own peers. */
  tools: CTools | undefined;
  /** For ini files and logs; removed at the end. */
  folder: string;
}
