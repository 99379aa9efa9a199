/**
 * ASDUs of a controlling station's requests. Source: `docs/protocol.md` §3.2, §3.3, §5.
 * Every function throws the codec's `VALUE_RANGE` or `UNKNOWN_TYPE` for values that the type cannot hold.
 */
import { encodeAsdu } from '../codec/asdu.js';
import { COT } from '../codec/causes.js';
import { type Cp56, cp56FromWallMs } from '../codec/cp56.js';
import type { ElementRecord } from '../codec/elements.js';
import { CodecError } from '../codec/errors.js';
import { typeOf } from '../codec/types.js';

/** Mode of a command: `select` reserves the point, `execute` (default) moves it, `cancel` releases a selection. */
export type CommandMode = 'execute' | 'select' | 'cancel';

/** A command to one object. */
export interface CommandRequest {
  /** 45–51, 58–64. */
  typeId: number;
  /** 1…16777215. */
  ioa: number;
  /** Elements by the names of `codec/elements`, without `select`: `{ scs: 1, qu: 0 }`. */
  value: ElementRecord;
  mode?: CommandMode;
  /** Time tag of types 58–64; default: now. */
  time?: Cp56;
  /** Originator 0…255, default 0. */
  oa?: number;
  /** Default: the RTU's. */
  ca?: number;
  /** Default 10000. */
  deadlineMs?: number;
}

/** Interrogation, QOI 20 station or 21–36 group; COT 6 activates, 8 deactivates. */
export function interrogationAsdu(ca: number, qoi: number, cot: number = COT.ACTIVATION): Uint8Array {
  return encodeAsdu({ typeId: 100, cot, ca, objects: [{ ioa: 0, value: { qoi } }] });
}

/** Counter interrogation: `rqt` 1–4 group, 5 general; `frz` 0 read, 1–3 freeze and reset. */
export function counterInterrogationAsdu(ca: number, rqt: number, frz: number): Uint8Array {
  return encodeAsdu({ typeId: 101, cot: COT.ACTIVATION, ca, objects: [{ ioa: 0, value: { rqt, frz } }] });
}

/** Read command for one object. */
export function readAsdu(ca: number, ioa: number): Uint8Array {
  return encodeAsdu({ typeId: 102, cot: COT.REQUEST, ca, objects: [{ ioa, value: {} }] });
}

/** Clock synchronisation. */
export function clockAsdu(ca: number, time: Cp56): Uint8Array {
  return encodeAsdu({ typeId: 103, cot: COT.ACTIVATION, ca, objects: [{ ioa: 0, value: {}, time }] });
}

/** Test command with time tag (107); the station mirrors `tsc`, 0…65535. */
export function testAsdu(ca: number, tsc: number, time: Cp56): Uint8Array {
  return encodeAsdu({ typeId: 107, cot: COT.ACTIVATION, ca, objects: [{ ioa: 0, value: { tsc }, time }] });
}

/** The ASDU of a command to the station `ca`. */
export function commandAsdu(ca: number, command: CommandRequest): Uint8Array {
  const type = typeOf(command.typeId);
  if (type.role !== 'command') throw new CodecError('UNKNOWN_TYPE', `${type.mnemonic} is not a command`);
  const mode = command.mode ?? 'execute';
  const value = type.selectable ? { ...command.value, select: mode === 'execute' ? 0 : 1 } : command.value;
  const time = command.time ?? cp56FromWallMs(Date.now(), 'local');
  return encodeAsdu({
    typeId: type.id,
    cot: mode === 'cancel' ? COT.DEACTIVATION : COT.ACTIVATION,
    ca: command.ca ?? ca,
    oa: command.oa ?? 0,
    objects: [type.timeTagged ? { ioa: command.ioa, value, time } : { ioa: command.ioa, value }],
  });
}
