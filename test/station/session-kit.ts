/**
 * A session under fake time. Everything it does goes to one list in the order in which it happened:
 * `tx …` frames in hex, the listener's events, and `@ms` if the clock has moved since the entry before.
 * Frames to send to it come from the test peer's own code, never from the project's.
 */
import { Outbox } from '../../src/station/apci/outbox.js';
import { Session, type SessionParameters } from '../../src/station/apci/session.js';
import type { SessionListener } from '../../src/station/apci/session-listener.js';
import { fromHex, iFrame, sFrame, toHex } from '../support/raw-peer.js';
import { DEFAULT_PARAMETERS } from '../support/rtus.js';

/** U frames by hand: control octet = function bit | 03, then three zero octets. */
export const STARTDT_ACT = '68 04 07 00 00 00';
export const STARTDT_CON = '68 04 0B 00 00 00';
export const STOPDT_ACT = '68 04 13 00 00 00';
export const STOPDT_CON = '68 04 23 00 00 00';
export const TESTFR_ACT = '68 04 43 00 00 00';
export const TESTFR_CON = '68 04 83 00 00 00';

/** The shortest ASDU: a header alone, which is all the same to a session. */
export const BODY = '01 01 03 00 01 00';

/** `tx` entry of an I frame around `BODY`; the numbers as octets, low first. Length 0A = 4 + 6. */
export function sentI(ns: string, nr: string): string {
  return `tx 68 0A ${ns} ${nr} ${BODY}`;
}

/** `tx` entry of an S frame; N(R) as octets, low first. */
export function sentS(nr: string): string {
  return `tx 68 04 01 00 ${nr}`;
}

/** Parameters of `docs/protocol.md` §1 with the idle time off. */
export const DEFAULTS: SessionParameters = { ...DEFAULT_PARAMETERS, idleMs: 0 };

/** A session, its fake clock, and the list of what it did. */
export interface SessionKit {
  readonly session: Session;
  readonly outbox: Outbox;
  nowMs: number;
  /** Passes whole APDUs to the session, one by one; returns what the last `receive` returned. */
  receive(...frames: string[]): boolean;
  /** An I frame of the master around `BODY`. */
  receiveI(ns: number, nr: number): boolean;
  /** An S frame of the master. */
  receiveS(nr: number): boolean;
  /** Sends `count` own I frames around `BODY`. */
  send(count?: number): void;
  /** Moves the clock to `ms` and ticks there. */
  tick(ms: number): void;
  /** The list so far; the next call gives what came after. */
  take(): string[];
  /** Why the session closed, in words; empty while it is open. */
  detail: string;
}

/** A session that was connected at 0 ms. `onAsdu` runs inside the listener's `asdu`. */
export function openSession(
  parameters: Partial<SessionParameters> = {},
  startMs = 0,
  onAsdu: (kit: SessionKit) => void = () => {},
): SessionKit {
  const outbox = new Outbox(64);
  let list: string[] = [];
  let markedMs = startMs;
  const push = (entry: string): void => {
    if (kit.nowMs !== markedMs) list.push(`@${kit.nowMs}`);
    markedMs = kit.nowMs;
    list.push(entry);
  };
  const drain = (): void => {
    const { octets, length } = outbox;
    for (let at = 0; at < length; at += octets[at + 1] + 2) {
      push(`tx ${toHex(octets.subarray(at, at + octets[at + 1] + 2))}`);
    }
    outbox.clear();
  };
  const note = (entry: string): void => {
    drain();
    push(entry);
  };
  const listener: SessionListener = {
    started: () => note('started'),
    stopped: () => note('stopped'),
    asdu: (octets, at, end) => {
      note(`asdu ${toHex(octets.subarray(at, end))}`);
      onAsdu(kit);
    },
    acknowledged: (first, count) => note(`acknowledged ${first} +${count}`),
    testFrame: () => note('test frame'),
    unexpected: (what) => note(`unexpected ${what}`),
    closed: ({ code, detail }) => {
      kit.detail = detail;
      note(`closed ${code}`);
    },
  };
  const session = new Session({ ...DEFAULTS, ...parameters }, outbox, listener, startMs);
  const body = fromHex(BODY);
  const kit: SessionKit = {
    session,
    outbox,
    nowMs: startMs,
    detail: '',
    receive: (...frames) => {
      let goesOn = true;
      for (const frame of frames) {
        // In the middle of a buffer, as a deframer lends it; the octets are overwritten afterwards.
        const octets = fromHex(`EE EE EE ${frame} EE`);
        goesOn = session.receiveApdu(octets, 3, octets.length - 1, kit.nowMs);
        octets.fill(0xee);
        drain();
      }
      return goesOn;
    },
    receiveI: (ns, nr) => kit.receive(iFrame(ns, nr, BODY)),
    receiveS: (nr) => kit.receive(sFrame(nr)),
    send: (count = 1) => {
      for (let i = 0; i < count; i++) {
        const at = session.beginI(body.length, kit.nowMs);
        outbox.octets.set(body, at);
      }
      drain();
    },
    tick: (ms) => {
      kit.nowMs = ms;
      session.tick(ms);
      drain();
    },
    take: () => {
      const taken = list;
      list = [];
      return taken;
    },
  };
  return kit;
}

/** A session with data transfer started at 0 ms, list empty. */
export function startedSession(parameters: Partial<SessionParameters> = {}): SessionKit {
  const kit = openSession(parameters);
  kit.receive(STARTDT_ACT);
  kit.take();
  return kit;
}
