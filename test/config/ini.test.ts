import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFinding } from '../../src/channel/definitions.js';
import { parseIni } from '../../src/config/ini.js';
import { type FindingTuple, parseRows, row, tuples } from './support.js';

const GROUP_EXPECTED =
  'one, each, or addresses and networks: a blank between those of one group, ; between groups';

const PORT = 'a whole number 1…65535';
const OPTION_NAMES =
  'bind, w, t1, t2, t3, testfr, objects, sq, packing, connections, group, events, event_buffer, select, select_timeout, reset, command_age, filter, clock, time, time_valid, time_hold, eoi';

describe('an RTU row', () => {
  it('has every field, seconds as milliseconds', () => {
    const { rtus, findings } = parseRows(
      '# id,name',
      '12,ABB,32,2404,192.168.1.16;127.0.0.0/24; fe80::/10 ;::1,11,30.5,io.csv,bind=127.0.0.1,w=6,t1=12.5,t2=9.25,' +
        't3=19,testfr=standard,objects=1,sq=auto,packing=file,connections=2,group=each,events=keep,event_buffer=500,select=required,select_timeout=0.5,reset=restart,command_age=2.5,filter=received,clock=follow,' +
        'time=utc,time_valid=Synced,time_hold=0.25,eoi=never,,,',
    );
    expect(findings).toEqual([]);
    expect(rtus).toEqual([
      {
        slot: 0,
        no: 12,
        name: 'ABB',
        rtuNumber: 32,
        port: 2404,
        bind: '127.0.0.1',
        hosts: ['192.168.1.16', '127.0.0.0/24', 'fe80::/10', '::1'],
        admitsNobody: false,
        ioFile: 'io.csv',
        line: 2,
        k: 11,
        w: 6,
        t1Ms: 12500,
        t2Ms: 9250,
        t3Ms: 19000,
        testfr: 'standard',
        idleMs: 30500,
        objects: 1,
        sq: 'auto',
        packing: 'file',
        connections: 2,
        group: 'each',
        events: 'keep',
        eventBuffer: 500,
        select: 'required',
        selectTimeoutMs: 500,
        reset: 'restart',
        commandAgeMs: 2500,
        filter: 'received',
        clock: 'follow',
        time: 'utc',
        timeValid: 'synced',
        timeHoldMs: 250,
        eoi: 'never',
      },
    ]);
  });

  it('has defaults for empty and absent cells', () => {
    const { rtus, findings } = parseRows(row(1, 2404));
    expect(findings).toEqual([]);
    expect(rtus).toEqual([
      {
        slot: 0,
        no: 1,
        name: 'R1',
        rtuNumber: 7,
        port: 2404,
        bind: '',
        hosts: [],
        admitsNobody: false,
        ioFile: 'd.csv',
        line: 1,
        k: 12,
        w: 8,
        t1Ms: 15000,
        t2Ms: 10000,
        t3Ms: 20000,
        testfr: 'passive',
        idleMs: 60000,
        objects: 'max',
        sq: '0',
        packing: 'type',
        connections: 8,
        group: 'one',
        events: 'drop',
        eventBuffer: 10000,
        select: 'optional',
        selectTimeoutMs: 10000,
        reset: 'refuse',
        commandAgeMs: 0,
        filter: 'executed',
        clock: 'report',
        time: 'local',
        timeValid: 'always',
        timeHoldMs: 0,
        eoi: 'start',
      },
    ]);
  });

  it('keeps the first 16 characters of a name, never half a character', () => {
    const { rtus } = parseRows(
      '1,ABCDEFGHIJKLMNOPQ,1,1,,,,d',
      '2,ABCDEFGHIJKLMNO\u{1f600}X,1,2,,,,d',
      '3,ABCDEFGHIJKLMNO P,1,3,,,,d',
    );
    expect(rtus.map(({ name }) => name)).toEqual([
      'ABCDEFGHIJKLMNOP',
      'ABCDEFGHIJKLMNO\u{1f600}',
      'ABCDEFGHIJKLMNO',
    ]);
  });

  it('takes the limits', () => {
    const { rtus, findings } = parseRows(
      '0,a,1,1,,1,0,d.csv,w=1,t1=1.5,t2=1,t3=1,objects=127,connections=1,select_timeout=0.001',
      '999999999999999,b,65534,65535,,32767,2147483,d.csv,w=32767,t1=255,t2=254.999,t3=172800,objects=MAX,testfr=Passive',
    );
    expect(findings).toEqual([]);
    expect(rtus[0]).toMatchObject({
      no: 0,
      k: 1,
      idleMs: 0,
      w: 1,
      t1Ms: 1500,
      t2Ms: 1000,
      selectTimeoutMs: 1,
    });
    expect(rtus[1]).toMatchObject({ k: 32767, idleMs: 2147483000, w: 32767, t2Ms: 254999, t3Ms: 172800000 });
  });

  it.each<[string, string, ...FindingTuple[]]>([
    ['no name', '1,,7,2404,,,,d', ['error', 1, '2 (name)', '', 'a name; its first 16 characters count']],
    ['RTU number 0', '1,a,0,2404,,,,d', ['error', 1, '3 (RTU number)', '0', PORT]],
    ['RTU number 65536', '1,a,65536,2404,,,,d', ['error', 1, '3 (RTU number)', '65536', PORT]],
    ['RTU number no number', '1,a,x,2404,,,,d', ['error', 1, '3 (RTU number)', 'x', PORT]],
    ['port 0', '1,a,7,0,,,,d', ['error', 1, '4 (port)', '0', PORT]],
    ['port 70000', '1,a,7,70000,,,,d', ['error', 1, '4 (port)', '70000', PORT]],
    ['port with decimals', '1,a,7,24.5,,,,d', ['error', 1, '4 (port)', '24.5', PORT]],
    ['k 0', '1,a,7,2404,,0,,d', ['error', 1, '6 (k)', '0', 'a whole number 1…32767']],
    ['k 32768', '1,a,7,2404,,32768,,d', ['error', 1, '6 (k)', '32768', 'a whole number 1…32767']],
    [
      'idle time negative',
      '1,a,7,2404,,,-1,d',
      ['error', 1, '7 (idle time)', '-1', 'seconds 0.001…2147483, or 0 for never'],
    ],
    [
      'id too long',
      '12345678901234567,a,7,2404,,,,d',
      ['error', 1, '1 (id)', '12345678901234567', 'at most 15 digits'],
    ],
    [
      'everything at once, with the options',
      '1,,0,,,x,,,w=0,t1=0.5,nonsense,t9=1,eoi=later',
      ['error', 1, '2 (name)', '', 'a name; its first 16 characters count'],
      ['error', 1, '3 (RTU number)', '0', PORT],
      ['error', 1, '4 (port)', '', PORT],
      ['error', 1, '6 (k)', 'x', 'a whole number 1…32767'],
      ['error', 1, '8 (IOA file)', '', 'a plain file name inside the data folder'],
      ['error', 1, '9 (w)', '0', 'a whole number 1…32767'],
      ['error', 1, '10 (t1)', '0.5', 'seconds 1…255'],
      ['error', 1, '11 (option)', 'nonsense', `name=value, the name one of ${OPTION_NAMES}`],
      ['error', 1, '12 (option)', 't9=1', `name=value, the name one of ${OPTION_NAMES}`],
      ['error', 1, '13 (eoi)', 'later', 'start, every or never'],
    ],
    ['cut short', '1,a,7,2404', ['error', 1, '8 (IOA file)', '', 'a plain file name inside the data folder']],
  ])('%s: not loaded', (_, text, ...expected) => {
    const { rtus, findings } = parseRows(text, row(2, 9999));
    expect(tuples(findings)).toEqual(expected);
    expect(rtus.map(({ no }) => no)).toEqual([2]);
  });

  it.each(['../x.csv', '..', '.', '/etc/passwd', 'a/b.csv', 'a\\b.csv', 'C:x.csv', 'a\0.csv', 'a..b'])(
    'refuses the IOA file %j',
    (file) => {
      const { rtus, findings } = parseRows(`1,a,7,2404,,,,${file}`);
      expect(rtus).toEqual([]);
      expect(tuples(findings)).toEqual([
        ['error', 1, '8 (IOA file)', file, 'a plain file name inside the data folder'],
      ]);
    },
  );

  it.each<[string, string, string]>([
    ['bind', 'localhost', 'an IPv4 or IPv6 address, or nothing for all addresses'],
    ['w', '32768', 'a whole number 1…32767'],
    ['t1', '256', 'seconds 1…255'],
    ['t2', '', 'seconds 1…255'],
    ['t2', '1e1', 'seconds 1…255'],
    ['t3', '0', 'seconds 1…172800'],
    ['t3', '172801', 'seconds 1…172800'],
    ['testfr', 'active', 'passive or standard'],
    ['objects', '0', 'max or a whole number 1…127'],
    ['objects', '128', 'max or a whole number 1…127'],
    ['connections', '0', 'a whole number 1…1000'],
    ['group', 'two', GROUP_EXPECTED],
    ['group', '10.0.0.1 10.0.0.256', GROUP_EXPECTED],
    ['group', '10.0.0.1;one', GROUP_EXPECTED],
    ['group', ';', GROUP_EXPECTED],
    ['events', 'buffer', 'drop or keep'],
    ['event_buffer', '0', 'a whole number 1…1000000'],
    ['event_buffer', '1000001', 'a whole number 1…1000000'],
    ['select', 'no', 'optional or required'],
    ['select_timeout', '0', 'seconds 0.001…86400'],
    ['clock', 'x', 'report or follow'],
    ['time', 'x', 'local or utc'],
    ['time_valid', 'never', 'always or synced'],
    ['time_hold', '0.0004', 'seconds 0.001…2147483, or 0 for ever'],
    ['eoi', '', 'start, every or never'],
  ])('refuses %s=%s in a cell and in a default row', (name, text, expected) => {
    const cell = parseRows(row(1, 2404, '', ` ${name} = ${text} `));
    expect(cell.rtus).toEqual([]);
    expect(tuples(cell.findings)).toEqual([['error', 1, `10 (${name})`, text, expected]]);
    const byDefault = parseRows(`${name},${text}`, row(1, 2404));
    expect(byDefault.rtus).toHaveLength(1);
    expect(tuples(byDefault.findings)).toEqual([['error', 1, `2 (${name})`, text, expected]]);
  });

  it('warns about RTU number 65535 and loads it', () => {
    const { rtus, findings } = parseRows('1,a,65535,2404,,,,d');
    expect(rtus).toHaveLength(1);
    expect(tuples(findings)).toEqual([
      ['warning', 1, '3 (RTU number)', '65535', '1…65534, because 65535 is the global address'],
    ]);
  });

  it.each([
    ['time_vaild=synced', 'time_valid'],
    ['SELECT-TIMEOUT = 5', 'select_timeout'],
    ['comand_age=2', 'command_age'],
    ['tme=utc', 'time'],
  ])('%s: asks whether %s was meant', (cell, meant) => {
    const { rtus, findings } = parseRows(row(1, 2404, '', cell));
    expect(rtus).toEqual([]);
    expect(tuples(findings)).toEqual([
      ['error', 1, '10 (option)', cell, `name=value with the name of an option; did you mean ${meant}?`],
    ]);
  });

  it('uses the last of an option that is given twice, with a warning', () => {
    const { rtus, findings } = parseRows(row(1, 2404, 'eoi=every', 'eoi=never'));
    expect(rtus[0].eoi).toBe('never');
    expect(tuples(findings)).toEqual([
      ['warning', 1, '10 (eoi)', 'eoi=never', 'eoi once a row; the last one counts'],
    ]);
  });
});

describe('the other rows', () => {
  it('default rows apply to the RTUs below, unless their cells set a value', () => {
    const { rtus, findings } = parseRows(
      row(1, 1),
      't3,30',
      'objects,1,# a comment',
      row(2, 2),
      row(3, 3, 't3=40', 'objects=max'),
      't3,50',
      row(4, 4),
    );
    expect(findings).toEqual([]);
    expect(rtus.map(({ t3Ms, objects }) => [t3Ms, objects])).toEqual([
      [20000, 'max'],
      [30000, 1],
      [40000, 'max'],
      [50000, 1],
    ]);
  });

  it.each<[string, string, string]>([
    ['time_vaild,synced', 'time_vaild', 'a setting (did you mean time_valid,synced?), or # before a comment'],
    ['Time Valid,synced', 'Time Valid', 'a setting (did you mean time_valid,synced?), or # before a comment'],
    ['conections,3', 'conections', 'a setting (did you mean connections,3?), or # before a comment'],
    [
      'ntp_sever,10.0.0.1',
      'ntp_sever',
      'a setting (did you mean ntp_server,10.0.0.1?), or # before a comment',
    ],
    ['cloc=follow', 'cloc=follow', 'a setting (did you mean clock,follow?), or # before a comment'],
    ['time_valid=synced', 'time_valid=synced', 'two cells, time_valid,synced'],
    ['T1 = 20,x', 'T1 = 20', 'two cells, t1,20'],
  ])('%s: a setting that sets nothing is told', (text, found, expected) => {
    const { rtus, findings } = parseRows(text, row(2, 2404));
    expect(rtus).toEqual(parseRows('# 1', row(2, 2404)).rtus);
    expect(tuples(findings)).toEqual([
      ['warning', 1, '1 (setting)', found, `${expected}; the row is taken for a comment`],
    ]);
  });

  it.each([
    'Stations,of the north',
    'id,name',
    'time_vaild',
    '#time_vaild,synced',
    't9,3',
    'note: select,1',
    'Name=x',
  ])('%s is a comment', (text) => {
    expect(parseRows(text, row(2, 2404)).findings).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    ['t3,30,t2,9', '3 (t3)', 't2,9', 't3'],
    ['time_hold,5,,25', '4 (time_hold)', '25', 'time_hold'],
    ['EOI,never,for all', '3 (eoi)', 'for all', 'eoi'],
    ['group,one,all masters', '3 (group)', 'all masters', 'group'],
    ['ntp_server,10.0.0.1,10.0.0.2', '3 (ntp_server)', '10.0.0.2', 'ntp_server'],
    ['ntp_update_every_sec,60,30', '3 (ntp_update_every_sec)', '30', 'ntp_update_every_sec'],
  ])('%s: tells the cells that it ignores', (text, column, found, name) => {
    const { findings } = parseRows(text, row(1, 2404));
    expect(tuples(findings)).toEqual([
      [
        'warning',
        1,
        column,
        found,
        `nothing behind the value of ${name}, or # before a comment; it is ignored`,
      ],
    ]);
  });

  it('a comment with # may stand behind the value of a setting', () => {
    expect(parseRows('t3,30,# short, for this front-end', row(1, 2404)).findings).toEqual([]);
  });

  it('an empty bind cancels a default bind', () => {
    const { rtus } = parseRows('bind,127.0.0.1', row(1, 1), row(2, 2, 'bind='), 'bind,', row(3, 3));
    expect(rtus.map(({ bind }) => bind)).toEqual(['127.0.0.1', '', '']);
  });

  it('NTP servers in order, interval', () => {
    const { ntpServers, ntpUpdateSec, findings } = parseRows(
      'ntp_server,10.1.1.15',
      'ntp_update_every_sec,60',
      'ntp_server,pool.ntp.org',
      'ntp_server,10.1.1.15',
    );
    expect(ntpServers).toEqual(['10.1.1.15', 'pool.ntp.org', '10.1.1.15']);
    expect(ntpUpdateSec).toBe(60);
    expect(findings).toEqual([]);
  });

  it('bad NTP cells are findings, the default is used', () => {
    const { ntpServers, ntpUpdateSec, findings } = parseRows(
      'ntp_server,',
      'ntp_server,time server',
      'ntp_update_every_sec,soon',
      'ntp_update_every_sec,0',
    );
    expect(ntpServers).toEqual([]);
    expect(ntpUpdateSec).toBe(900);
    expect(tuples(findings)).toEqual([
      ['error', 1, '2 (ntp_server)', '', 'the name or address of an NTP server'],
      ['error', 2, '2 (ntp_server)', 'time server', 'the name or address of an NTP server'],
      ['error', 3, '2 (ntp_update_every_sec)', 'soon', 'seconds 1…2147483'],
      ['error', 4, '2 (ntp_update_every_sec)', '0', 'seconds 1…2147483'],
    ]);
  });

  it('! ends the reading; rows below are not even checked', () => {
    const { rtus, findings } = parseRows(row(1, 1), '!2,x', '3,,,,,', '4,"open');
    expect(rtus.map(({ no }) => no)).toEqual([1]);
    expect(tuples(findings)).toEqual([
      [
        'warning',
        2,
        '',
        '!2,x',
        'no ! before the last RTU; reading ends here, and 1 RTU row below is left out',
      ],
    ]);
  });

  it('what is wrong with the ! row itself is not told', () => {
    const { rtus, findings } = parseRows(row(1, 1), '  !2,"open', row(3, 3));
    expect(rtus.map(({ no }) => no)).toEqual([1]);
    expect(findings.map(({ row: line, found }) => [line, found])).toEqual([[2, '!2,"open']]);
    expect(findings[0].expected).toContain('1 RTU row below is left out');
  });

  it('! below which no RTU stands is an end like any other', () => {
    expect(parseRows(row(1, 1), '!', '# 3,x').findings).toEqual([]);
  });

  it('a default row may be in upper case', () => {
    const { rtus, findings } = parseRows('T1,19', 'W,4', row(1, 1));
    expect(findings).toEqual([]);
    expect(rtus[0]).toMatchObject({ t1Ms: 19000, w: 4 });
  });

  it('an RTU number may be given by its octets', () => {
    const { rtus, findings } = parseRows('1,a,3-233,1,,,,d', '2,b,1.2.3,2,,,,d');
    expect(rtus.map(({ rtuNumber }) => rtuNumber)).toEqual([1001]);
    expect(findings).toMatchObject([{ row: 2, column: '3 (RTU number)', found: '1.2.3' }]);
  });

  it('a file with semicolons has decimal commas in its numbers, and none in names', () => {
    const { rtus, findings } = parseRows('t1;9,5', '1;A, 1,5 kV;7;2404;;12;0,5;d.csv;t2=2,5');
    expect(findings).toEqual([]);
    expect(rtus[0]).toMatchObject({ name: 'A, 1,5 kV', t1Ms: 9500, t2Ms: 2500, idleMs: 500 });
  });

  it('anything else is a comment', () => {
    const { rtus, findings } = parseRows(
      '#1,a,7,1,,,,d',
      'id,a,7,1,,,,d',
      ',a,7,1,,,,d',
      '-1',
      '1a',
      '①',
      'T9,99',
    );
    expect(rtus).toEqual([]);
    expect(findings.map(({ found }) => found)).toEqual(['-1']);
  });

  it('a first cell like 1.5 is a comment, with a warning', () => {
    expect(tuples(parseRows('1.5,a,7,1,,,,d', '1E+05').findings)).toEqual([
      ['warning', 1, '1 (id)', '1.5', 'digits; the row is taken for a comment'],
      ['warning', 2, '1 (id)', '1E+05', 'digits; the row is taken for a comment'],
    ]);
  });

  it('a row that begins with a mistyped number is a comment, with a warning; a remark is none', () => {
    const { rtus, findings, leftOut } = parseRows(
      '2O,a,7,2404,,12,60,d',
      '3 RTUs of the north',
      '4x,a,north,2404',
    );
    expect(rtus).toEqual([]);
    expect(tuples(findings)).toEqual([
      ['warning', 1, '1 (id)', '2O', 'digits; the row is taken for a comment'],
    ]);
    // Which RTU it was is not known: a reload removes none.
    expect(leftOut).toEqual([Number.NaN]);
  });

  it('broken quotes are findings in the order of rows', () => {
    const { rtus, findings } = parseRows('1,,7,1,,,,d', '2,"b,7,2,,,,d', '3,,7,3,,,,d');
    expect(rtus).toEqual([]);
    expect(findings.map(({ row: line }) => line)).toEqual([1, 2, 3]);
  });

  it('line numbers are those of the file', () => {
    const { rtus } = parseIni('"a\r\nb"\r\n\r\n1,a,7,1,,,,d\r\n', 'f');
    expect(rtus[0].line).toBe(4);
  });

  it('a finding reads well', () => {
    const [finding] = parseRows('1,a,7,70000,,,,d').findings;
    expect(formatFinding(finding)).toBe(
      'ini.csv:1 column 4 (port): found "70000", expected a whole number 1…65535',
    );
  });

  it('never throws', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '1',
        '2404',
        'd.csv',
        't1=5',
        'bind=::1%x',
        'bind=::',
        '!',
        't1',
        'ntp_server',
        '1;2',
      ),
      fc.string({ maxLength: 12 }),
    );
    const rows = fc.array(fc.array(cell, { maxLength: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(rows, (cells) => {
        const { rtus } = parseIni(cells.map((each) => each.join(',')).join('\n'), 'f');
        expect(rtus.map(({ slot }) => slot)).toEqual(rtus.map((_, i) => i));
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseIni(text, 'f')));
  });
});
