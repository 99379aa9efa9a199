/**
 * What an RTU really says: a station is asked everything by masters that speak octets, and the type and cause of each frame are noted.
 * Octets are written here by hand (`docs/protocol.md` §2 and §3), not by the project's encoder.
 */
import type { RtuParameters } from '../../src/station/parameters.js';
import type { SignalTable } from '../../src/station/points/signal-table.js';
import { type Master, openStation, type Station, tableOf } from '../station/station-kit.js';

/** Elements of a command by its untimed type, the execute bit 0: ON, higher, 0. */
const ELEMENTS: Readonly<Record<number, string>> = {
  45: '01',
  46: '02',
  47: '02',
  48: '00 00 00',
  49: '00 00 00',
  50: '00 00 00 00 00',
  51: '00 00 00 00',
};
/** 2026-01-01 00:00:00.000. */
const TIME = '00 00 00 00 01 01 1A';

export const COMMAND_TYPES = [45, 46, 47, 48, 49, 50, 51, 58, 59, 60, 61, 62, 63, 64];

function hex(value: number, octets: number): string {
  return Array.from({ length: octets }, (_, i) => ((value >> (8 * i)) & 0xff).toString(16).padStart(2, '0'))
    .join(' ')
    .toUpperCase();
}

/** An ASDU with one object. */
export function asduOf(typeId: number, cot: number, ioa: number, elements: string, ca = 1): string {
  return [hex(typeId, 1), '01', hex(cot, 1), '00', hex(ca, 2), hex(ioa, 3), elements].join(' ').trimEnd();
}

/** Elements of an executed command, and its select. */
export function commandElements(typeId: number): { execute: string; select: string | undefined } {
  const untimed = typeId >= 58 ? typeId - 13 : typeId;
  const time = typeId >= 58 ? ` ${TIME}` : '';
  const octets = ELEMENTS[untimed].split(' ');
  const last = (Number.parseInt(octets.at(-1) ?? '', 16) | 0x80).toString(16).toUpperCase();
  return {
    execute: `${octets.join(' ')}${time}`,
    select: untimed === 51 ? undefined : `${[...octets.slice(0, -1), last].join(' ')}${time}`,
  };
}

/** Requests that have no object: all that the type needs. */
export const SYSTEM_REQUESTS: Readonly<Record<number, string>> = {
  100: asduOf(100, 6, 0, '14'),
  101: asduOf(101, 6, 0, '05'),
  103: asduOf(103, 6, 0, TIME),
  105: asduOf(105, 6, 0, '02'),
  107: asduOf(107, 6, 0, `01 00 ${TIME}`),
  104: asduOf(104, 6, 0, 'AA 55'),
  106: asduOf(106, 6, 0, '00 00'),
  110: asduOf(110, 6, 1, '00 00 01'),
  111: asduOf(111, 6, 1, '00 00 01'),
  112: asduOf(112, 6, 1, '00 00 00 00 01'),
  113: asduOf(113, 6, 1, '01'),
  120: asduOf(120, 13, 1, '00 00 00 00 00 00'),
  121: asduOf(121, 13, 1, '00 00 00 00 00 00 00'),
  122: asduOf(122, 13, 1, '00 00 00 00'),
  123: asduOf(123, 13, 1, '00 00 00 00 00'),
  124: asduOf(124, 13, 1, '00 00 00 00'),
  125: asduOf(125, 13, 1, '00 00 00 00'),
  127: asduOf(127, 13, 1, `00 00 ${TIME} ${TIME}`),
};

/** Type, cause and P/N of an ASDU in hex. */
export interface Heard {
  readonly typeId: number;
  readonly cot: number;
  readonly negative: boolean;
}

/** The I frames of a list of the kit. */
export function heard(list: readonly string[]): Heard[] {
  return list.flatMap((entry) => {
    const octets =
      entry
        .split(' < ')[1]
        ?.split(' ')
        .map((octet) => Number.parseInt(octet, 16)) ?? [];
    // S and U frames are whole: they begin with 68 04.
    if (octets.length < 6 || (octets[0] === 0x68 && octets[1] === 4)) return [];
    return [{ typeId: octets[0], cot: octets[2] & 0x3f, negative: (octets[2] & 0x40) !== 0 }];
  });
}

/** Sends one request and hears what comes back. */
export function ask(station: Station, master: Master, request: string): Heard[] {
  station.take();
  master.request(request);
  return heard(station.take());
}

/** What is played: the RTU, and another one of its number with a file of its own. */
export interface Stage {
  readonly csv: string;
  readonly sister?: string;
  readonly parameters?: Partial<RtuParameters> | undefined;
}

/** Every `type cause` of monitored types that the masters of the first RTU hear, ascending. */
export function saidBy({ csv, sister, parameters = {} }: Stage): string[] {
  const chosen: Partial<RtuParameters> = { k: 32767, eoi: 'start', ...parameters };
  const station = openStation(csv, chosen);
  const own = tableOf(csv);
  const said = new Set<string>();
  const note = (): void => {
    for (const entry of station.take()) {
      // Frames of the sister's master are its own.
      if (entry.startsWith('S <')) continue;
      for (const { typeId, cot } of heard([entry]))
        if (typeId <= 40 || typeId === 70) said.add(`${typeId} ${cot}`);
    }
  };
  const master = station.connect('M');
  master.start();
  const others: Master[] = [];
  if (chosen.group === 'each') {
    const other = station.connect('10.0.0.9:N');
    other.start();
    others.push(other);
  }
  note();
  station.begin({ id: 1, index: 0, startMs: 0, durationMs: 0, withoutWaits: true });
  note();
  for (let qoi = 20; qoi <= 36; qoi++) master.request(asduOf(100, 6, 0, hex(qoi, 1)));
  for (let rqt = 1; rqt <= 5; rqt++) master.request(asduOf(101, 6, 0, hex(rqt, 1)));
  note();
  for (const ioa of new Set(own.pointIoa)) master.request(asduOf(102, 5, ioa, ''));
  note();
  commandAll(master, own);
  note();
  if (sister !== undefined) {
    const table = tableOf(sister);
    const far = station.connect('S', station.add({ ...chosen }, table));
    far.start();
    commandAll(far, table);
    note();
  }
  for (const one of [master, ...others]) one.acknowledge();
  note();
  return [...said].sort();
}

function commandAll(master: Master, { commands, commandType, commandIoa }: SignalTable): void {
  for (let row = 0; row < commands; row++) {
    const { select, execute } = commandElements(commandType[row]);
    if (select !== undefined) master.request(asduOf(commandType[row], 6, commandIoa[row], select));
    master.request(asduOf(commandType[row], 6, commandIoa[row], execute));
  }
}
