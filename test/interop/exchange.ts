/** The form of the tables of exchanges. */

/** Frames of the master on one connection, and all frames that tshark then sees on all connections. */
export interface Exchange {
  name: string;
  /** The connection; it is opened when an exchange first names it. */
  link: string;
  /** ASDUs that the master wraps into numbered I frames, then whole frames; hex. */
  asdus?: readonly string[];
  octets?: string;
  /** Index of a send that the program starts, on every started connection. */
  send?: number;
  /** The master acknowledges nothing during the exchange. Otherwise, if it sends nothing, it first acknowledges what it has. */
  holds?: true;
  /** Frames that the master sends at the end, as soon as the answer has come; hex. */
  answer?: string;
  /** The connection that ends after the exchange, closed by the master or by the RTU. */
  closes?: string;
  loses?: string;
  /**
   * Every frame on the connection except the master's S frames (see `dissection.ts`; time tags: `recording.ts`).
   * Ordered within each direction.
   */
  seen: readonly string[];
  /** Two answers come at the same time, frame by frame in any order. */
  anyOrder?: true;
  /** Frames by connection; connections not named have none. */
  elsewhere?: Readonly<Record<string, readonly string[]>>;
}

/** An RTU of the program. */
export interface PlayedRtu {
  /** RTU number. */
  no: number;
  file: string;
  k?: number;
  /** The RTU whose port it shares; else it has one of its own. */
  sharesPortOf?: string;
  /** Options in addition to UTC time tags. */
  options?: readonly string[];
}

/** One run of the program. At least one connection is open at the end. */
export interface Scenario {
  /** Its files have findings on purpose; else a finding stops it. */
  hasFindings?: true;
  rtus: Readonly<Record<string, PlayedRtu>>;
  /** IOA files by file name. */
  files: Readonly<Record<string, readonly string[]>>;
  /** RTU by connection. */
  links: Readonly<Record<string, string>>;
  /** In order; at the start and end of each, all answers have come. */
  exchanges: readonly Exchange[];
}

/** 2027-12-31 (DOW 5) 23:59:45.678, `docs/protocol.md` §7, as CP56Time2a. */
export const GOLDEN_OCTETS = '6E B2 3B 17 BF 0C 1B';
export const GOLDEN_MS = Date.UTC(2027, 11, 31, 23, 59, 45, 678);

/** STARTDT act and STOPDT act. */
export const STARTDT = '68 04 07 00 00 00';
export const STOPDT = '68 04 13 00 00 00';

/** The frames of STARTDT, with the end of initialization if the RTU's CA is given. */
export function startdt(ca?: number): string[] {
  return ['> STARTDT act', '< STARTDT con', ...(ca === undefined ? [] : [`< 70 cot 4 ca ${ca}: 0 coi=0x00`])];
}

/** Request lines and their answers. */
export function lines(requests: readonly string[], replies: readonly string[]): string[] {
  return [...requests.map((text) => `> ${text}`), ...replies.map((text) => `< ${text}`)];
}
