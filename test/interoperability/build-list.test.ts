/** What is ticked is what the RTU does: by hand for one RTU, and against a running station for many. */
import { describe, expect, it } from 'vitest';
import { buildList, hasListeners, remarksOf } from '../../src/interoperability/build-list.js';
import type { InteroperabilityList } from '../../src/interoperability/list.js';
import { TYPE_LINES } from '../../src/interoperability/type-lines.js';
import { indexTable, signalUse } from '../../src/interoperability/used-causes.js';
import { openStation, tableOf } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';
import {
  asduOf,
  ask,
  COMMAND_TYPES,
  commandElements,
  type Stage,
  SYSTEM_REQUESTS,
  saidBy,
} from './said-kit.js';

/** Points 1 and 3 are single points, 2 a double point; 8 and 9 counters; 6 is cyclic, 7 a background scan. */
const FILE = `
1,Y,1,1,0
1,Y1,3,2,1
2,Y16,30,3,0
3,,35,4,5
4,,13,6,1.5,0,,,,,,cot=periodic
4,,11,7,5,0,,,,,,cot=background
5,Y,15,8,1
5,Y2,37,9,1
7,,45,101,1
7,,58,102,3
7,,50,103,6
7,,51,104,
`;

function listOf({ csv, sister, parameters = {} }: Stage): InteroperabilityList {
  const rtu = rtuDefinition(1, { rtuNumber: 1, ...parameters });
  const sisters = sister === undefined ? [] : [indexTable(tableOf(sister))];
  const hasOthers = hasListeners(rtu, sister !== undefined);
  return buildList({ rtu, signals: signalUse({ own: indexTable(tableOf(csv)), sisters, hasOthers }) });
}

/** `type cause` of every tick of monitored types, ascending. */
function ticked({ types }: InteroperabilityList): string[] {
  return Object.entries(types)
    .filter(([id]) => Number(id) <= 40 || id === '70')
    .flatMap(([id, { causes = [] }]) => causes.map((cot) => `${id} ${cot}`))
    .sort();
}

/** Ids of the boxes that are ticked. */
function tickedBoxes({ boxes }: InteroperabilityList): string[] {
  return Object.keys(boxes).filter((id) => boxes[id] === 'X');
}

describe('one RTU, by hand', () => {
  const list = listOf({ csv: FILE });

  it('types and causes in the monitor direction', () => {
    expect(ticked(list)).toEqual(
      [
        // Sent with index 1; interrogated, read; moved by 45.
        ...['1 3', '1 5', '1 11', '1 20', '1 36'],
        ...['3 3', '3 5', '3 20', '3 21'],
        ...['11 2', '11 5'],
        // Set by 50: measurands have no return information.
        ...['13 1', '13 3', '13 5'],
        ...['15 3', '15 37', '15 39'],
        // Moved by 58.
        ...['30 3', '30 11'],
        ...['35 3', '37 3', '70 4'],
      ].sort(),
    );
  });

  it('types and causes in the control direction', () => {
    const act = [6, 7, 45, 46, 47];
    const all = [6, 7, 8, 9, 10, 45, 46, 47];
    const used = Object.entries(list.types).filter(([id, { mark }]) => Number(id) > 40 && mark === 'X');
    expect(Object.fromEntries(used.map(([id, { causes }]) => [id, causes]))).toEqual({
      45: all,
      50: all,
      51: all,
      58: all,
      70: [4],
      100: all,
      101: [6, 7, 10, 45, 46, 47],
      102: [5, 45, 46, 47],
      103: act,
      107: act,
    });
    const black = Object.keys(list.types).filter((id) => list.types[Number(id)].mark === 'black');
    expect(black.map(Number)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 17, 18, 19, 104, 106]);
  });

  it('functions', () => {
    expect(tickedBoxes(list)).toEqual([
      ...['device.controlled', 'application.mode-1', 'ca.two-octets', 'ioa.three-octets', 'ioa.unstructured'],
      ...['cot.two-octets', 'cyclic', 'read', 'spontaneous', 'background'],
      ...['interrogation.global', 'interrogation.group-1', 'interrogation.group-16'],
      ...['clock-sync', 'clock-sync.day-of-week', 'clock-sync.summer'],
      ...['command.direct', 'command.direct-set-point', 'command.select', 'command.select-set-point'],
      ...['command.set-point-end', 'command.no-definition', 'command.short', 'command.long'],
      ...['command.persistent', 'counters.mode-b', 'counters.mode-c', 'counters.read', 'counters.freeze'],
      ...['counters.freeze-reset', 'counters.reset', 'counters.general', 'counters.group-2', 'test'],
      'network.ethernet',
    ]);
  });

  it('values, in the units of the ini file', () => {
    expect(list.settings).toEqual({
      'apdu.monitor': 253,
      'apdu.control': 253,
      command_age: 0,
      t0: 'not used',
      t1: 15,
      t2: 10,
      t3: 20,
      testfr: 'passive',
      k: 12,
      w: 8,
      connections: 4,
      group: 'one',
      eoi: 'start',
      objects: 'max',
      sq: '0',
      packing: 'type',
      events: 'drop',
      event_buffer: 10_000,
      select_timeout: 10,
      clock: 'report',
      time: 'local',
      time_valid: 'always',
      time_hold: 0,
      idleTime: 60,
    });
  });
});

describe('options', () => {
  const changed = (parameters: Stage['parameters']): string[] => {
    const before = tickedBoxes(listOf({ csv: FILE }));
    const after = tickedBoxes(listOf({ csv: FILE, parameters }));
    return [
      ...before.filter((id) => !after.includes(id)).map((id) => `-${id}`),
      ...after.filter((id) => !before.includes(id)).map((id) => `+${id}`),
    ];
  };

  it('move the boxes that they speak of, and no others', () => {
    // Bitstrings (51) have no select: they stay direct commands.
    expect(changed({ select: 'required' })).toEqual(['-command.direct-set-point']);
    expect(changed({ reset: 'restart' })).toEqual(['+initialization.remote']);
    expect(changed({ commandAgeMs: 10_000 })).toEqual(['+command.delay']);
    expect(changed({ time: 'utc' })).toEqual(['-clock-sync.summer']);
    expect(changed({ time: 'utc', clock: 'follow' })).toEqual([]);
  });

  it('reset and end of initialization move their types', () => {
    const { types } = listOf({ csv: FILE, parameters: { reset: 'restart', eoi: 'never' } });
    expect([types[105], types[70]]).toEqual([
      { mark: 'X', causes: [6, 7, 45, 46, 47] },
      { mark: '', causes: [] },
    ]);
  });

  it('double transmission: one value of one index without and with a time tag', () => {
    const twice = (csv: string): string[] =>
      tickedBoxes(listOf({ csv })).filter((id) => id.startsWith('double'));
    expect(twice('1,,1,5,1\n1,,30,5,1')).toEqual(['double.1']);
    expect(twice('1,,30,5,1\n1,,30,5,1')).toEqual([]);
    expect(twice('1,,1,5,1\n2,,30,5,1')).toEqual([]);
    expect(twice('1,,1,5,1\n1,,30,5,0')).toEqual([]);
    expect(twice('1,,13,5,1,0,,,,,,cot=periodic\n1,,36,5,1')).toEqual([]);
  });

  it('remarks say what boxes can’t', () => {
    const remarks = remarksOf(listOf({ csv: FILE })).join('\n');
    for (const word of ['COT 44', 'COT 47', 'reset=refuse', 'testfr=passive', 'Pulses', 'Counters']) {
      expect(remarks).toContain(word);
    }
    const parameters = { reset: 'restart', testfr: 'standard' } as const;
    expect(remarksOf(listOf({ csv: '1,Y,1,1,0', parameters }))).toHaveLength(3);
  });
});

describe('against a running station', () => {
  it('sends each ticked type with each ticked cause, and no other', () => {
    expect(saidBy({ csv: FILE })).toEqual(ticked(listOf({ csv: FILE })));
  });

  const STAGES: readonly Stage[] = [
    { csv: FILE, parameters: { group: 'each', eoi: 'never' } },
    { csv: FILE, parameters: { select: 'required', eoi: 'every', sq: '1', objects: 1 } },
    // Commands of the sister move a point of the first, of its own file, and one that both have.
    { csv: '1,Y,31,2,1\n2,,46,102,2', sister: '1,Y,1,7,0\n2,,45,110,2\n2,,45,111,7' },
    { csv: '1,Y,1,2,1', sister: '1,Y,34,2,0.5\n2,,48,110,2\n2,,45,111,2' },
    // A command without effect on its status, and one on a point of two types.
    { csv: '1,Y,7,1,1\n1,Y,13,2,1\n1,Y,5,2,3\n2,,45,101,1\n2,,47,102,2\n2,,64,103,1' },
    { csv: '1,Y,20,1,5\n1,,21,2,0.5' },
    // Return information for who commanded, and spontaneous for the other master.
    { csv: '1,Y,1,1,0,0,,,,,,cot=background\n2,,45,101,1', parameters: { group: 'each' } },
    { csv: '1,Y,1,1,0,0,,,,,,cot=background\n2,,45,101,1' },
  ];
  it.each(STAGES)('stage %#', (stage) => {
    expect(ticked(listOf(stage))).toEqual(saidBy(stage));
  });

  it('whatever the file has', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const stage = randomStage(seed);
      expect(ticked(listOf(stage)), `seed ${seed}\n${stage.csv}`).toEqual(saidBy(stage));
    }
  });

  it('each ticked type is answered; of the others commands get COT 47, system types COT 44', () => {
    for (const reset of ['refuse', 'restart'] as const) {
      const { types } = listOf({ csv: FILE, parameters: { reset } });
      const station = openStation(FILE, { reset, k: 32767 });
      const master = station.started();
      for (const typeId of COMMAND_TYPES) {
        // The IOA of its row, or of another one's.
        const ioa = { 45: 101, 58: 102, 50: 103, 51: 104 }[typeId] ?? 101;
        const answers = ask(station, master, asduOf(typeId, 6, ioa, commandElements(typeId).execute));
        const own = answers.filter((answer) => answer.typeId === typeId);
        const expected = types[typeId].mark === 'X' ? [7, 10] : [47];
        expect(
          own.map(({ cot }) => cot),
          `type ${typeId}`,
        ).toEqual(expected);
        for (const { cot } of own)
          expect(expected[0] === 47 || types[typeId].causes?.includes(cot)).toBe(true);
      }
      for (const [id, request] of Object.entries(SYSTEM_REQUESTS)) {
        const typeId = Number(id);
        const [first] = ask(station, master, request);
        const served = types[typeId].mark === 'X';
        // A reset process is known, and refused by its option.
        const expected = served
          ? { typeId, cot: 7, negative: false }
          : typeId === 105
            ? { typeId, cot: 7, negative: true }
            : { typeId, cot: 44, negative: true };
        expect(first, `type ${typeId}`).toEqual(expected);
        if (served) expect(types[typeId].causes).toContain(7);
      }
      expect(ask(station, master, asduOf(102, 5, 1, ''))).toEqual([{ typeId: 1, cot: 5, negative: false }]);
    }
  });

  it('has a line for each type from 1 to 127 that IEC 60870-5-104 or 101 names', () => {
    const ids = [...TYPE_LINES.keys()].sort((a, b) => a - b);
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
    expect(ids).toEqual([
      ...[range(1, 21), range(30, 40), range(45, 51), range(58, 64), [70]].flat(),
      ...[range(100, 107), range(110, 113), range(120, 127)].flat(),
    ]);
  });
});

/** An RTU, and perhaps another of its number, with signals, commands and options that a seed chooses. */
function randomStage(seed: number): Stage {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)];
  const monitored = [1, 3, 5, 7, 9, 11, 13, 15, 21, 30, 31, 32, 33, 34, 35, 36, 37];
  const rows = (): string => {
    const lines: string[] = [];
    for (let i = 0; i < 12; i++) {
      const typeId = pick(monitored);
      const counter = typeId === 15 || typeId === 37;
      const gi = pick(['', '', 'Y', 'Y', counter ? 'Y3' : 'Y7']);
      const cyclic = [9, 11, 13, 21].includes(typeId) ? ['cot=periodic', 'cot=background'] : [];
      const scanned = [1, 3, 5, 7].includes(typeId) ? ['cot=background', 'cot=background'] : [];
      const cot = pick(['', '', ...cyclic, ...scanned]);
      lines.push(
        `${1 + Math.floor(random() * 3)},${gi},${typeId},${1 + Math.floor(random() * 8)},1,0,,,,,,${cot}`,
      );
    }
    for (let i = 0; i < 6; i++) {
      lines.push(`9,,${pick(COMMAND_TYPES)},${100 + i},${pick(['', '1', '2', '3', '4', '5'])}`);
    }
    return lines.join('\n');
  };
  const parameters = {
    group: pick(['one', 'each'] as const),
    select: pick(['optional', 'required'] as const),
    sq: pick(['0', '1', 'auto'] as const),
    eoi: pick(['start', 'every', 'never'] as const),
  };
  const csv = rows();
  return random() < 0.3 ? { csv, sister: rows(), parameters } : { csv, parameters };
}
