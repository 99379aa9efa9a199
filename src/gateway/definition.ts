/** What the gateway is told by its ini file: plain data that crosses threads (`docs/gateway.md` §2). */

/** Where an RTU listens. */
export interface RtuHost {
  /** IPv4 or IPv6 address, or a name. */
  readonly host: string;
  /** 1…65535. */
  readonly port: number;
}

/** What the masters of a network may do. `read`: interrogations, reading, test; `full`: everything. */
export interface RightsRule {
  /** Address or network (`address/prefix`). */
  readonly network: string;
  readonly may: 'read' | 'full';
}

/** A port that the masters of a group connect to. */
export interface MasterPort {
  /** TCP port 1…65535; 0 lets the system choose (tests). */
  readonly port: number;
  /** Address to listen on; empty: all addresses. */
  readonly bind: string;
  /** Name of its master in a file of the older form; empty: it has none. */
  readonly name: string;
  /** Addresses and networks (`address/prefix`) of masters that may connect; empty: any. */
  readonly filter: readonly string[];
  /** The filter has entries, but none can be used: no master is admitted. */
  readonly admitsNobody: boolean;
  /** The CA that its masters use for the RTU, which has `GroupSettings.rtuNumber`; absent: the CA is not touched. */
  readonly masterCa?: number;
}

/** Settings of a group. Times in ms. */
export interface GroupSettings {
  /** Of the system: at most 16 characters. May be empty. */
  readonly name: string;
  /** CA of the end of initialization that the gateway makes, 1…65535. */
  readonly rtuNumber: number;
  /** Most masters at once, at least 1. */
  readonly connections: number;
  /** A link is closed after this long without a frame. */
  readonly idleMs: number;
  /** Longest time for the TCP connection to the RTU. */
  readonly t0Ms: number;
  readonly t1Ms: number;
  readonly t2Ms: number;
  readonly t3Ms: number;
  /** On both sides, 1…32767. */
  readonly w: number;
  readonly k: number;
  /** ASDUs of the RTU that a master may be behind the fastest, at least k. */
  readonly bufferFrames: number;
  /** Whether the group has a log file. */
  readonly log: 'written' | 'none';
  /** A second master of one address: taken, refused, or taken in place of the first. */
  readonly sameIp: 'all' | 'old' | 'new';
  /** Where the RTU is, in the order in which it is tried; at least one. */
  readonly hosts: readonly RtuHost[];
  /** Interrogations of several masters: one for all of them, or one each. */
  readonly gi: 'shared' | 'each';
  /** OA towards the RTU: one for each master, that of the master, or this one (0…255). */
  readonly oa: 'map' | 'keep' | number;
  /** A command for a point that another master is commanding. */
  readonly conflict: 'refuse' | 'queue' | 'pass';
  /** Whose clock sync reaches the RTU: everybody's, that of the first master that sent one, nobody's, or that of this address. */
  readonly clock: 'all' | 'first' | 'none' | { readonly address: string };
  /**
   * End of initialization: made once for each master address and link of the RTU, at every STARTDT, or only as the RTU sends it;
   * `never`: not made, and the RTU's own after its STARTDT is not passed on.
   */
  readonly eoi: 'start' | 'every' | 'rtu' | 'never';
  /** The first rule that holds the master's address counts; a master that none holds may only read. Empty: everybody may do everything. */
  readonly rights: readonly RightsRule[];
  /** Requests for another CA than `rtuNumber`: passed on, or refused with COT 46. */
  readonly ca: 'any' | 'own';
  /** A master with the address of the RTU. */
  readonly rtuIp: 'refuse' | 'allow';
  /** Pause after all hosts were tried: first, and the longest. */
  readonly retryFirstMs: number;
  readonly retryMostMs: number;
  /** Longest time for an answer of the RTU. */
  readonly answerMs: number;
  /** A command that can't be written within this time is refused and never sent. */
  readonly commandHoldMs: number;
  /** Data transfer with the RTU is stopped so long after its last master stopped. */
  readonly lingerMs: number;
}

/** One group of the ini file: an RTU and the ports of its masters. */
export interface GroupDefinition extends GroupSettings {
  /** Row of the table of groups, from 0, in the order of the ini file. */
  readonly slot: number;
  /** First cell of its row; unique. */
  readonly id: number;
  /** At least one. */
  readonly ports: readonly MasterPort[];
  /** Line of the ini file, from 1. */
  readonly line: number;
}
