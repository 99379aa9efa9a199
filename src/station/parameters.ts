/** Settings of one RTU. Source: `docs/behaviour.md` §1; ranges from `docs/protocol.md` §1. */

/** Whether the RTU sends test frames of its own (`standard`) or leaves them to the master (`passive`). */
export type TestFrameMode = 'passive' | 'standard';
/**
 * Redundancy groups of the connections. `one`: all form one; `each`: every connection is one of its own; else groups of peers by their
 * addresses and networks (`address/prefix`): a peer is of the first that holds its address, and all other peers form one more.
 */
export type GroupMode = 'one' | 'each' | readonly (readonly string[])[];
/** When end of initialization (70) is sent. */
export type EndOfInitialization = 'start' | 'every' | 'never';

/** Settings of one RTU. k, w and t1–t3 must match the master's. */
export interface RtuParameters {
  /** Common address, 1…65535. */
  rtuNumber: number;
  /** Most I frames without acknowledgement, 1…32767. */
  k: number;
  /** Acknowledge after this many received I frames, 1…32767. */
  w: number;
  /** Time-out of sent I frames and of TESTFR act, 1000…255000 ms. */
  t1Ms: number;
  /** Latest acknowledgement of a received I frame, below t1. */
  t2Ms: number;
  /** Idle time before TESTFR act in mode `standard`, 1000…172800000 ms. */
  t3Ms: number;
  testfr: TestFrameMode;
  /** Close after this long without a frame in either direction; 0: never. */
  idleMs: number;
  /** Most information objects per ASDU; `max`: what the type allows. */
  objects: number | 'max';
  /** Whether answers to interrogations use SQ 1, one address for consecutive ones: never, always, or where it saves frames. */
  sq: '0' | '1' | 'auto';
  /** Points of an interrogation: those of one type together, or in the order of the file. */
  packing: 'type' | 'file';
  /** Most connections at once. */
  connections: number;
  group: GroupMode;
  /** Whether events with a time tag outlive their connection. */
  events: 'drop' | 'keep';
  /** Most signals that are kept for a redundancy group, 1…1000000. */
  eventBuffer: number;
  select: 'optional' | 'required';
  selectTimeoutMs: number;
  /** Reset process (105): refused, or every connection of the station is closed and the next ones get its end of initialization. */
  reset: 'refuse' | 'restart';
  /** Time-tagged commands that are older or newer than this are refused, ms; 0: none are. */
  commandAgeMs: number;
  /** Which telegrams meet the filter of a row: those that were carried out, or every one that came. */
  filter: 'executed' | 'received';
  clock: 'report' | 'follow';
  time: 'local' | 'utc';
  /** Time tags are valid always, or have IV until a clock sync came, and again `timeHoldMs` after the last. */
  timeValid: 'always' | 'synced';
  /** How long a clock sync holds with `synced`, ms; 0: for ever. */
  timeHoldMs: number;
  eoi: EndOfInitialization;
}
