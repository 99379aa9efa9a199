/** Lists as JSON, their differences, and the way back to options. */
import { describe, expect, it } from 'vitest';
import type { RtuDefinition } from '../../src/channel/definitions.js';
import { buildList } from '../../src/interoperability/build-list.js';
import { compareLists } from '../../src/interoperability/differences.js';
import { distinctLists } from '../../src/interoperability/distinct.js';
import { BOXES, SETTINGS } from '../../src/interoperability/form.js';
import type { InteroperabilityList } from '../../src/interoperability/list.js';
import { listsAsJson, parseLists } from '../../src/interoperability/list-file.js';
import { optionsOf } from '../../src/interoperability/to-options.js';
import { indexTable, signalUse } from '../../src/interoperability/used-causes.js';
import { tableOf } from '../station/station-kit.js';
import { rtuDefinition } from '../support/rtus.js';

const HEAD = { program: { name: 'iec104rs', version: '1' }, made: '2026-01-01', source: 'a.csv' };
const CSV = '1,Y,1,1,0\n2,,45,101,1';

function listOf(parameters: Partial<RtuDefinition> = {}, csv = CSV, no = 1): InteroperabilityList {
  const own = indexTable(tableOf(csv));
  return buildList({
    rtu: rtuDefinition(no, parameters),
    signals: signalUse({ own, sisters: [], hasOthers: false }),
  });
}

/** A list that states only what is given. */
function partial(given: Partial<InteroperabilityList>): InteroperabilityList {
  return { subjects: [], boxes: {}, settings: {}, types: {}, ...given };
}

function faultsOf(json: unknown): string[] {
  const reading = parseLists(typeof json === 'string' ? json : JSON.stringify(json));
  return 'faults' in reading ? reading.faults : [];
}

describe('JSON', () => {
  it('comes back as it was written', () => {
    const lists = [
      listOf({ group: [['10.0.0.1', '10.0.0.2'], ['10.1.0.0/24']] }),
      listOf({}, '1,,13,5,1.5', 2),
    ];
    expect(parseLists(listsAsJson(HEAD, lists))).toEqual({ lists });
  });

  it('a list may state little, with types by their mark alone, marks in any case', () => {
    const text = JSON.stringify({ schema: 1, lists: [{ types: { 45: 'x' }, settings: { t1: 20 } }] });
    expect(parseLists(`\ufeff${text}`)).toEqual({
      lists: [partial({ settings: { t1: 20 }, types: { 45: { mark: 'X', causes: undefined } } })],
    });
  });

  it('says what is wrong with another file', () => {
    expect(faultsOf('1,2,3')).toEqual([
      'found a text that is no JSON, expected a list that iec104rs interoperability -o has written',
    ]);
    for (const none of [{}, [], null, 5, { lists: [] }])
      expect(faultsOf(none)[0]).toContain('found no "lists"');
    expect(faultsOf({ schema: 2, lists: [{}] })).toEqual(['found schema "2", expected 1']);
    const boxes = { reed: 'X', read: 'Y', __proto__: null, toString: 'X' };
    const types = { 45: { mark: 'X', causes: [0] }, 1000: 'X', constructor: 'X' };
    expect(
      faultsOf({
        schema: 1,
        lists: [{ boxes, settings: { t1: [] }, types, subjects: [{ port: 70000, rtuNumber: 1 }] }],
      }),
    ).toEqual([
      'list 1, subject 1, port: found "70000", expected a whole number 0…65535',
      'list 1, boxes: found "reed", expected a name of the form; did you mean read?',
      'list 1, boxes, read: found "Y", expected "X", "R", "B", "black" or ""',
      'list 1, boxes: found "toString", expected a name of the form',
      'list 1, settings, t1: found "[]", expected a number or a text',
      'list 1, types, 45, causes: found "[0]", expected a list of whole numbers 1…63',
      'list 1, types: found "1000", expected the number of a type of the list',
      'list 1, types: found "constructor", expected the number of a type of the list',
    ]);
  });

  it('tells twenty faults, and how many more there are', () => {
    const boxes = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`zz${i}`, 'X']));
    const faults = faultsOf({ schema: 1, lists: [{ boxes }] });
    expect([faults.length, faults.at(-1)]).toEqual([21, 'and 5 more']);
  });

  it('marks of direction and line ends of a name are escaped, and mean the same', () => {
    const list = { ...listOf(), subjects: [{ ...listOf().subjects[0], name: 'a\u202eb\u001b[31m' }] };
    const json = listsAsJson(HEAD, [list]);
    expect(json).toContain('a\\u202eb\\u001b[31m');
    expect(parseLists(json)).toEqual({ lists: [list] });
  });
});

describe('differences', () => {
  it('none from itself', () => {
    expect(compareLists(listOf(), listOf())).toMatchObject({ differences: [], notStated: 0 });
  });

  it('names boxes, types, causes, values, CA and port', () => {
    const theirs = listOf({ t1Ms: 20_000, reset: 'restart', rtuNumber: 7, port: 9 }, '1,Y,1,1,0\n1,,30,2,0');
    expect(compareLists(listOf(), theirs).differences.map((one) => Object.values(one).join(' | '))).toEqual([
      'common address (CA) | 101 | 7',
      'port number | 2404 | 9',
      'Station initialization: remote initialization (reset process) | not used | used',
      'Command transmission: direct command | used | not used',
      'Command transmission: select and execute command | used | not used',
      'Command transmission: qualifier: no additional definition | used | not used',
      'Command transmission: qualifier: short pulse | used | not used',
      'Command transmission: qualifier: long pulse | used | not used',
      'Command transmission: qualifier: persistent output | used | not used',
      '<1> M_SP_NA_1 single point, COT 11 (retrem) | used | not used',
      '<30> M_SP_TB_1 single point, time tag | not used | used',
      '<45> C_SC_NA_1 single command | used | not used',
      '<105> C_RP_NA_1 reset process | not used | used',
      'Time-outs: t1: sent I frames and test frames | 15 s | 20 s',
    ]);
  });

  it('what the other list does not state is counted, t0 of the master is not compared', () => {
    const theirs = partial({ settings: { t0: 30, k: 12 }, types: { 1: { mark: 'X', causes: undefined } } });
    const { differences, compared, notStated } = compareLists(listOf(), theirs);
    expect([differences, compared]).toEqual([[], 2]);
    // All boxes, all types but one, the causes of that one, all settings but two.
    expect(notStated).toBe(BOXES.size + (67 - 1) + 1 + (SETTINGS.size - 2));
  });

  it('both directions are not the standard one; what can’t be chosen is not used', () => {
    const theirs = partial({ types: { 45: { mark: 'B', causes: [6] }, 2: { mark: '', causes: [] } } });
    const { differences } = compareLists(listOf(), theirs);
    expect(differences[0]).toEqual({
      what: '<45> C_SC_NA_1 single command',
      ours: 'used',
      theirs: 'used in both directions',
    });
    expect(differences.filter(({ what }) => what.startsWith('<2>'))).toEqual([]);
  });
});

describe('RTUs with one list', () => {
  it('share it if they differ in name, address, port and masters alone', () => {
    const one = listOf({}, CSV, 1);
    const two = listOf({}, CSV, 2);
    const other = listOf({ k: 13 }, CSV, 3);
    expect(distinctLists([one, other, two]).map(({ subjects }) => subjects.map(({ no }) => no))).toEqual([
      [1, 2],
      [3],
    ]);
  });
});

describe('a list as options', () => {
  const own = listOf({}, '');
  const fieldsOf = (list: InteroperabilityList) => Object.fromEntries(optionsOf(list, own).fields);

  it('has every option that it says, in the units of the ini file', () => {
    const list = listOf({
      k: 20,
      w: 13,
      t1Ms: 2500,
      idleMs: 0,
      select: 'required',
      reset: 'restart',
      commandAgeMs: 10_000,
      group: [['10.0.0.1', '10.0.0.2'], ['10.1.0.0/24']],
      eoi: 'never',
      objects: 1,
      eventBuffer: 5,
    });
    expect(fieldsOf(list)).toMatchObject({
      k: '20',
      w: '13',
      t1: '2.5',
      idleTime: '0',
      select: 'required',
      reset: 'restart',
      command_age: '10',
      group: '10.0.0.1 10.0.0.2;10.1.0.0/24',
      eoi: 'never',
      objects: '1',
      event_buffer: '5',
      testfr: 'passive',
    });
  });

  it('of a list of others: types and boxes that are options, and sentences for the rest', () => {
    const list = partial({
      boxes: {
        'command.direct': 'X',
        'command.select': '',
        'counters.mode-a': 'X',
        'interrogation.group-2': 'X',
        'command.delay': 'X',
        'clock-sync.summer': '',
        'ca.one-octet': '',
      },
      settings: { t0: 30, 'apdu.monitor': 249, w: 8 },
      types: {
        1: { mark: 'X', causes: undefined },
        70: { mark: '', causes: undefined },
        103: { mark: '', causes: undefined },
        105: { mark: 'X', causes: undefined },
        110: { mark: 'B', causes: undefined },
      },
    });
    const { fields, elsewhere } = optionsOf(list, own);
    expect(Object.fromEntries(fields)).toEqual({
      w: '8',
      select: 'optional',
      reset: 'restart',
      eoi: 'never',
    });
    expect(elsewhere).toEqual([
      'monitor direction, at most 249: it is 253 for every RTU',
      't0: connection 30: of the side that connects',
      'commands are direct only: an RTU takes a select too',
      'the delay of commands is supervised: the list does not say the longest delay (command_age)',
      'time tags say summer time (SU): not used; time=local has it, time=utc has not',
      'group 2: used, as the signals of the IOA file are',
      'mode A: frozen by the RTU, sent spontaneously: used, and no RTU does otherwise',
      'Process information, monitor direction, <1> M_SP_NA_1: rows of the IOA file',
      '<103> C_CS_NA_1: not used, but every RTU answers it',
      '<110> P_ME_NA_1: no RTU serves it; it is answered with COT 44',
    ]);
  });

  it('a list that needs a select for set-points alone can’t be said', () => {
    const boxes = { 'command.direct': 'X', 'command.select-set-point': 'X' } as const;
    expect(optionsOf(partial({ boxes }), own).elsewhere[0]).toBe(
      'set-point commands need a select, others do not: the option select is of all commands of an RTU',
    );
  });
});
