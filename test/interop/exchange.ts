/** What the tables of exchanges are made of. */

/** What the master does on one connection, and what tshark sees of it and of the answer on all of them. */
export interface Exchange {
  name: string;
  /** The connection; it is opened when an exchange first names it. */
  link: string;
  /** ASDUs that the master numbers, then whole frames; hex. */
  asdus?: readonly string[];
  octets?: string;
  /** Index of a send that the program is told to begin, on every started connection. */
  send?: number;
  /** The master acknowledges nothing meanwhile; else, with nothing to send, it acknowledges what it has first. */
  holds?: true;
  /** What the master sends in the end, as soon as the answer is there; hex. */
  answer?: string;
  /** The connection that is over then, closed by the master or by the RTU. */
  closes?: string;
  loses?: string;
  /** Every frame on the connection but the master's S frames; see `dissection.ts`, and `recording.ts` for time tags. Each way in its order. */
  seen: readonly string[];
  /** Two answers at the same time, frame by frame: which is next is nobody's business. */
  anyOrder?: true;
  /** By connection; on those not named nothing is seen. */
  elsewhere?: Readonly<Record<string, readonly string[]>>;
}

/** An RTU of the program. */
export interface PlayedRtu {
  /** RTU number. */
  no: number;
  file: string;
  k?: number;
  /** Beside UTC time tags. */
  options?: readonly string[];
}

/** One run of the program. At least one connection stands at the end. */
export interface Scenario {
  rtus: Readonly<Record<string, PlayedRtu>>;
  /** IOA files by file name. */
  files: Readonly<Record<string, readonly string[]>>;
  /** RTU by connection. */
  links: Readonly<Record<string, string>>;
  /** In order; each starts and ends with nothing under way. */
  exchanges: readonly Exchange[];
}

/** 2027-12-31 (DOW 5) 23:59:45.678, `docs/protocol.md` §7, as CP56Time2a. */
export const GOLDEN_OCTETS = '6E B2 3B 17 BF 0C 1B';
export const GOLDEN_MS = Date.UTC(2027, 11, 31, 23, 59, 45, 678);

/** STARTDT act and STOPDT act. */
export const STARTDT = '68 04 07 00 00 00';
export const STOPDT = '68 04 13 00 00 00';

/** The frames of STARTDT, with the end of initialization where the RTU's CA is given. */
export function startdt(ca?: number): string[] {
  return ['> STARTDT act', '< STARTDT con', ...(ca === undefined ? [] : [`< 70 cot 4 ca ${ca}: 0 coi=0x00`])];
}

/** Request lines and their answers. */
export function lines(requests: readonly string[], replies: readonly string[]): string[] {
  return [...requests.map((text) => `> ${text}`), ...replies.map((text) => `< ${text}`)];
}
