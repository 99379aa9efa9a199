/** Files in the forms that front-ends and spreadsheets write, and broken files. */
import { describe, expect, it } from 'vitest';
import { compare, event, found, listText, run, SENT_HEADER, type SentRow, sentText } from './lists.js';

const SENT: SentRow[] = [
  { ioa: 2001, value: 1, time: '10:04:02.118' },
  { ioa: 3001, type: 36, value: 0.83, time: '10:04:02.119' },
];
const LIST = listText([event(2001, 1, '10:04:02.118'), event(3001, 0.83, '10:04:02.119')]);

describe('event lists of any make', () => {
  it.each<[string, string | Uint8Array, string[]]>([
    ['CRLF and BOM', `\ufeff${LIST.replaceAll('\n', '\r\n')}`, []],
    ['tabs', LIST.replaceAll(',', '\t'), []],
    [
      'semicolons, decimal comma, German dates, other names',
      'Station;IEC Address;State;Event time\n101;2001;1;22.11.2026 10:04:02,118\n101;3001;0,83;22.11.2026 10:04:02,119\n',
      [],
    ],
    [
      'quotation marks, separators and line ends inside',
      '"ca","text","ioa","value","time stamp"\n"101","a ""b"", c\nd","2001","1","2026-11-22T10:04:02.118"\n' +
        '101,plain,3001,0.83,2026-11-22 10:04:02.119\n',
      [],
    ],
    ["Excel's sep line, empty rows at the end", `sep=;\n${LIST.replaceAll(',', ';')}\n;;;\n`, []],
    ['vertical bars', LIST.replaceAll(',', '|'), []],
    [
      'Windows-1252, semicolons and CR at line ends',
      Buffer.from(
        `${LIST.replaceAll(',', ';').replace('time tag', 'time tag;Text für').replaceAll('\n', '\r')}`,
        'latin1',
      ),
      [],
    ],
    ['UTF-16, high octet first', Buffer.from(`\ufeff${LIST}`, 'utf16le').swap16(), []],
    ['title lines above the header', `Event list of station A\n22.11.2026\n\n${LIST}`, []],
    [
      'two-digit years and month names',
      'CA,IOA,value,time\n101,2001,1,22.11.26 10:04:02.118\n101,3001,0.83,22-Nov-2026 10:04:02.119\n',
      [],
    ],
    [
      'milliseconds in a column of their own',
      'CA,IOA,value,Date,Time,ms\n101,2001,1,22/11/2026,10:04:02,118\n101,3001,0.83,22/11/2026,10:04:02,119\n',
      ['--time', 'Date+Time+ms', '--time-format', 'dmy'],
    ],
    [
      'addresses as a spreadsheet writes numbers',
      'CA,IOA,value,time\n101.0,2001.0,1.0,2026-11-22 10:04:02.118\n101.0,3001.0,0.83,2026-11-22 10:04:02.119\n',
      [],
    ],
    [
      'addresses of two octets with a dot, the lowest first',
      'CA,IOA,value,time\n101.0,209.7,1,2026-11-22 10:04:02.118\n101.0,185.11,0.83,2026-11-22 10:04:02.119\n',
      ['--address-form', 'octets', '--address-order', 'low-first'],
    ],
    [
      'addresses by their octets',
      'CA,IOA,value,time\n0-101,0.7.209,1,2026-11-22 10:04:02.118\n0-101,11-185,0.83,2026-11-22 10:04:02.119\n',
      [],
    ],
    [
      'the name of the station instead of its CA',
      'Station,IOA,value,time\nAhornbach 110,2001,1,2026-11-22 10:04:02.118\nAHORNBACH 110,3001,0.83,2026-11-22 10:04:02.119\n',
      [],
    ],
    ['UTF-16 with BOM', Buffer.from(`\ufeff${LIST.replaceAll(',', '\t')}`, 'utf16le'), []],
    [
      'names that options give, date and time apart',
      'Unit,Obj,Val,Date,Clock\n101,2001,1,22.11.2026,10:04:02.118\n101,3001,0.83,22.11.2026,10:04:02.119\n',
      ['--ca', 'unit', '--ioa', 'Obj', '--value', 'Val', '--time', 'Date+Clock'],
    ],
    [
      'dates with slashes, of which the option tells the order',
      'CA,IOA,value,time\n101,2001,1,11/22/2026 10:04:02.118 AM\n101,3001,0.83,11/22/2026 10:04:02.119 AM\n',
      ['--time-format', 'mdy'],
    ],
    [
      'no column for the CA',
      'ioa,value,time\n2001,1,2026-11-22 10:04:02.118\n3001,0.83,2026-11-22 10:04:02.119\n',
      [],
    ],
    [
      'words for values, per type',
      'ca,ioa,value,time\n101,2001,Closed,2026-11-22 10:04:02.118\n101,3001,0.83,2026-11-22 10:04:02.119\n',
      ['--value-map', 'CLOSED=7', '--value-map', '30:open=0,closed=1'],
    ],
    [
      'fewer decimals',
      'ca,ioa,value,time\n101,2001,ON,2026-11-22 10:04:02.118\n101,3001,0.8,2026-11-22 10:04:02.119\n',
      ['--decimals', '1'],
    ],
  ])('%s', async (_, list, words) => {
    const report = await compare(SENT, list, words);
    expect({ ...found(report), matched: report.matched, unreadable: report.unreadable }).toEqual({
      matched: 2,
      unreadable: [],
    });
  });

  it('have German names too', async () => {
    const list = listText(
      [
        [...event(2001, 1, '10:04:02.118'), '2026-11-22 10:04:02.218456', ''],
        [...event(3001, 0.83, '10:04:02.119'), '2026-11-22 10:04:03.119456', ''],
      ],
      'ASDU-Adresse,Objektadresse,Wert,Zeitstempel,Empfangen,Qualität',
    );
    const report = await compare(SENT, list);
    expect([report.matches, report.delay?.count]).toEqual([true, 2]);
  });

  it('give the time that reception took', async () => {
    const list = listText(
      [
        [...event(2001, 1, '10:04:02.118'), '2026-11-22 10:04:02.218456'],
        [...event(3001, 0.83, '10:04:02.119'), '2026-11-22 10:04:03.119456'],
      ],
      'CA,IOA,value,time tag,received at',
    );
    expect((await compare(SENT, list)).delay).toEqual({ count: 2, medianMs: 100, largestMs: 1000 });
  });

  it('without times, or without values, if that is wanted', async () => {
    expect(
      (await compare(SENT, 'ca,ioa,value\n101,2001,1\n101,3001,0.83\n', ['--ignore-time'])).matches,
    ).toBe(true);
    const times = 'ca,ioa,time\n101,2001,2026-11-22 10:04:02.118\n101,3001,2026-11-22 10:04:02.119\n';
    expect((await compare(SENT, times, ['--ignore-value'])).matches).toBe(true);
  });
});

describe('rows without CA and IOA', () => {
  it('are no events, and are told', async () => {
    const [header, first, second] = LIST.split('\n');
    const list = [
      header,
      first,
      ',,operator logged in,2026-11-22 10:04:02.300',
      second,
      ',,,',
      '2 events exported,,,',
    ];
    const report = await compare(SENT, list.join('\n'));
    expect({ matches: report.matches, unreadable: report.unreadable }).toEqual({
      matches: true,
      unreadable: [],
    });
    expect(report.notes).toEqual([
      '2 rows of the event list have no CA and no IOA, so no event: events.csv:3 "operator logged in 2026-11-22 10:04:02.300"',
    ]);
  });

  it('but a row with one of them is a row that cannot be read', async () => {
    const report = await compare(
      SENT,
      `${LIST}101,,1,2026-11-22 10:04:02.118\n,2001,1,2026-11-22 10:04:02.118\n`,
    );
    expect(report.unreadable).toEqual([
      'events.csv:4 column 2 (IOA): found "", expected an IOA 0…16777215',
      'events.csv:5 column 1 (CA): found "", expected a CA 0…65535, or the name of one RTU of the sent list',
    ]);
  });
});

describe('quality as OPC has it', () => {
  const list = (...qualities: string[]): string =>
    `CA,IOA,value,time,Quality\n101,2001,1,2026-11-22 10:04:02.118,${qualities[0]}\n101,3001,0.83,2026-11-22 10:04:02.119,${qualities[1]}\n`;

  it('is recognised by its numbers, and told', async () => {
    const report = await compare(SENT, list('192', '216'));
    expect(found(report)).toEqual({});
    expect(report.notes).toEqual([expect.stringMatching(/column 5 \(Quality\) are read as OPC quality/)]);
    const bad = await compare(SENT, list('192', '64'));
    expect(found(bad)).toEqual({ wrongQuality: 1 });
    expect(bad.examples.wrongQuality[0]).toMatchObject({ ioa: 3001, qualityInList: 'not good' });
  });

  it('agrees with a signal that was sent invalid only if it is not good', async () => {
    const sent: SentRow[] = [SENT[0], { ...SENT[1], quality: 'IV' }];
    expect(found(await compare(sent, list('192', '0')))).toEqual({});
    expect(found(await compare(sent, list('192', '192')))).toEqual({ wrongQuality: 1 });
  });

  it('is not what few such numbers are, and can be chosen', async () => {
    const sent: SentRow[] = [{ ...SENT[0], quality: 'IV NT' }, SENT[1]];
    expect(found(await compare(sent, list('192', '0'), ['--quality-form', 'qds']))).toEqual({});
    const three = `${list('0', '0')}101,2001,1,2026-11-22 10:04:03.000,192\n`;
    const report = await compare([...SENT, { ...SENT[0], time: '10:04:03.000', quality: 'IV NT' }], three);
    expect({ ...found(report), notes: report.notes }).toEqual({ notes: [] });
    expect(found(await compare(SENT, list('0', '0'), ['--quality-form', 'opc']))).toEqual({
      wrongQuality: 2,
    });
  });

  it('BAD never matches a good signal', async () => {
    expect(found(await compare(SENT, list('Bad', 'BAD')))).toEqual({ wrongQuality: 2 });
    expect(found(await compare(SENT, list('Bad', 'BAD'), ['--ignore-quality']))).toEqual({});
  });
});

describe('a list in another time zone', () => {
  it('is read in that zone, on both sides of a change to winter time', async () => {
    // The time tags are UTC here; Berlin is two hours ahead before the change of 25 October 2026, one hour after it.
    const sent: SentRow[] = [
      { value: 1, time: '2026-10-24 22:00:00.118' },
      { value: 0, time: '2026-10-25 10:00:00.118' },
    ];
    const list = listText([
      event(2001, 1, '2026-10-25 00:00:00.118'),
      event(2001, 0, '2026-10-25 11:00:00.118'),
    ]);
    const zone = process.env.TZ;
    process.env.TZ = 'UTC';
    try {
      expect((await compare(sent, list, ['--time-zone', 'Europe/Berlin'])).matches).toBe(true);
      expect((await compare(sent, list)).matches).toBe(false);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('takes a time of the hour that comes twice for either of the two', async () => {
    // Berlin shows 02:30 twice on 25 October 2026: at 00:30 and at 01:30 UTC.
    const sent: SentRow[] = [
      { value: 1, time: '2026-10-25 00:30:00.001' },
      { value: 0, time: '2026-10-25 00:30:00.002' },
      { value: 1, time: '2026-10-25 01:30:00.001' },
      { value: 0, time: '2026-10-25 01:30:00.003' },
    ];
    const listed = (last: string) =>
      listText([
        event(2001, 1, '2026-10-25 02:30:00.001'),
        event(2001, 0, '2026-10-25 02:30:00.002'),
        event(2001, 1, '2026-10-25 02:30:00.001'),
        event(2001, 0, `2026-10-25 ${last}`),
      ]);
    const zone = process.env.TZ;
    process.env.TZ = 'UTC';
    try {
      const words = ['--time-zone', 'Europe/Berlin'];
      expect((await compare(sent, listed('02:30:00.003'), words)).matches).toBe(true);
      // In no reading is it 02:30:00.004 or 03:30:00.003.
      expect((await compare(sent, listed('02:30:00.004'), words)).matches).toBe(false);
      expect((await compare(sent, listed('03:30:00.003'), words)).matches).toBe(false);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('must have a known name', async () => {
    const { exitCode, err } = await run('', '', ['--time-zone', 'Berlin']);
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining('Europe/Berlin') });
  });
});

describe('one port, two connections at a time', () => {
  it('names --connection', async () => {
    const sent = SENT.flatMap((row) => [
      { ...row, connection: '10.0.0.1:4000' },
      { ...row, connection: '10.0.0.2:4001' },
    ]);
    const report = await compare(sent, LIST);
    expect(found(report)).toEqual({ missing: 2 });
    expect(report.notes[0]).toContain('(10.0.0.1:4000, 10.0.0.2:4001)');
    expect(report.notes[0]).toContain('--connection');
    expect((await compare(sent, LIST, ['--connection', '10.0.0.1'])).matches).toBe(true);
  });

  it('says nothing of connections one after the other', async () => {
    const sent = SENT.map((row, i) => ({ ...row, connection: `10.0.0.1:${4000 + i}` }));
    const report = await compare(sent, LIST.split('\n').slice(0, 2).join('\n'));
    expect({ ...found(report), notes: report.notes }).toEqual({ missing: 1, notes: [] });
  });
});

describe('two ports, two front-ends', () => {
  const both: SentRow[] = SENT.flatMap((row) => [
    { ...row, port: 2404, connection: '10.0.0.1:4000' },
    { ...row, port: 2405, connection: '10.0.0.2:4000' },
  ]);

  it.each([
    ['--port', '2404'],
    ['--connection', '10.0.0.2'],
  ])('%s %s takes one of them', async (...words) => {
    const report = await compare(both, LIST, words);
    expect({ matches: report.matches, rows: report.sent.rows, leftOut: report.sent.leftOut }).toEqual({
      matches: true,
      rows: 2,
      leftOut: 2,
    });
  });

  it('without it half is missing, and the option is named', async () => {
    const report = await compare(both, LIST);
    expect(found(report)).toEqual({ missing: 2 });
    expect(report.notes[0]).toContain('(CA 101: 2404 and 2405)');
    expect(report.notes[0]).toContain('--port');
  });

  it('one front-end on both ports has everything twice', async () => {
    expect((await compare(both, LIST + LIST.slice(LIST.indexOf('\n') + 1))).differences.duplicate).toBe(0);
    expect((await compare(both, LIST, ['--port', '2404,2405'])).differences.missing).toBe(2);
  });

  it('--ca-only leaves the other CAs out of both lists', async () => {
    const report = await compare(
      [...SENT, { ca: 102, time: '10:04:02.118' }],
      `${LIST}103,1,1,2026-11-22 10:00:00\n`,
      ['--ca-only', '101'],
    );
    expect({ matches: report.matches, left: [report.sent.leftOut, report.list.leftOut] }).toEqual({
      matches: true,
      left: [1, 1],
    });
  });
});

describe('files that cannot be compared', () => {
  it.each<[string, string | Uint8Array, string | Uint8Array, string[], string]>([
    [
      'an empty list',
      sentText(SENT),
      '',
      [],
      'events.csv: found an empty file, expected a CSV file with a header',
    ],
    ['an empty sent list', '', LIST, [], 'sent.csv: found an empty file, expected a CSV file with a header'],
    ['nothing sent', `${SENT_HEADER}\n`, LIST, [], 'sent.csv: found no events'],
    ['a filter that leaves nothing', sentText(SENT), LIST, ['--port', '1'], 'leave none of its 2 events'],
    [
      'a missing column',
      sentText(SENT),
      'CA,Point,value,time\n101,2001,1,2026-11-22 10:04:02.118\n',
      [],
      'events.csv: no column for the ioa; columns found: "CA", "Point", "value", "time"; expected one of ioa, informationobjectaddress, objectaddress, iecaddress, address, object, objektadresse, adresse, or --ioa NAME',
    ],
    [
      'an option that names no column',
      sentText(SENT),
      LIST,
      ['--time', 'When'],
      'no column "When" (--time); columns found: "CA"',
    ],
    [
      'a sent list of another make',
      LIST,
      LIST,
      [],
      'sent.csv: no column rtu, port, type, quality, written, acknowledged, connection;',
    ],
    [
      'a list of which no row can be read',
      sentText(SENT),
      'ca,ioa,value,time\n101,2001,Ein,2026-11-22 10:04:02.118\n',
      [],
      'events.csv:2 column 3 (value): found "Ein", expected a number',
    ],
    [
      'dates in an order that nobody knows',
      sentText(SENT),
      'ca,ioa,value,time\n101,2001,1,11/12/2026 10:04:02\n',
      [],
      '--time-format mdy or dmy',
    ],
  ])('%s', async (_, sent, list, words, message) => {
    const { exitCode, out, err } = await run(sent, list, words);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toContain(message);
  });

  it('a file that is not there', async () => {
    const { exitCode, err } = await run(sentText(SENT), LIST, ['--out', '/nowhere/x.csv']);
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: '/nowhere/x.csv: the folder is not there, expected a file that can be written\n',
    });
  });

  it.each([
    [['--tolerance', '-1']],
    [['--what']],
    [['more']],
    [['--value-map', 'OFF']],
    [['--time-offset', '1h']],
  ])('usage: %s', async (words) => {
    const { exitCode, out, err } = await run('', '', words);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^error: /);
  });

  it('help goes to the output', async () => {
    const { exitCode, out } = await run('', '', ['--help']);
    expect(exitCode).toBe(0);
    expect(out).toContain('--time-offset');
  });
});

describe('rows that cannot be read', () => {
  it('are reported with row and column and counted, never silently left out', async () => {
    const list = `${LIST}101,x1,1,2026-11-22 10:04:02.118\n101,2001,"1,2026-11-22 10:04:02.118\n101,2001,1,2026-13-22 10:04:02.118\n`;
    const report = await compare(SENT, list);
    expect({ ...found(report), ...report.list, matched: report.matched }).toMatchObject({
      matched: 2,
      unreadable: 3,
    });
    expect(report.unreadable).toEqual([
      'events.csv:4 column 2 (IOA): found "x1", expected an IOA 0…16777215',
      expect.stringMatching(/^events.csv:5: found .*quotation marks in pairs/),
      expect.stringMatching(/^events.csv:6 column 4 \(time tag\): found "2026-13-22 10:04:02.118"/),
    ]);
    expect(report.matches).toBe(false);
  });

  it('one with misplaced quotation marks, among correct ones', async () => {
    const list = `${LIST.replace('101,2001', '"101",2001')}101,"a"b,1,\n`;
    const report = await compare(SENT, list);
    expect(report.matched).toBe(2);
    expect(report.unreadable).toEqual([
      'events.csv:4 column 2 (IOA): found "\\"a\\"b", expected an IOA 0…16777215',
    ]);
  });

  it('are not counted as missing too', async () => {
    const sent: SentRow[] = [
      ...SENT,
      { ioa: 2001, value: 0, time: '10:04:03.000' },
      { ioa: 2001, value: 1, time: '10:04:04.000' },
    ];
    const list = `${LIST}101,2001,0,then\n101,9,0,then\n`;
    const report = await compare(sent, list);
    // One of the two that are not in the list may be the row that can't be read.
    expect({ ...found(report), unreadable: report.list.unreadable, matched: report.matched }).toEqual({
      missing: 1,
      unreadable: 2,
      matched: 2,
    });
    const { out, exitCode } = await run(sentText(sent.slice(0, 3)), list);
    expect(exitCode).toBe(3);
    expect(out).toContain("2 rows can't be read and are left out; 1 sent event may be among them");
  });

  it('a quotation mark that is never closed loses only its own row', async () => {
    const list = `${LIST}101,"2001,1,2026\n${'101,2001,1,2026-11-22 10:04:02.118\n'.repeat(70)}`;
    const report = await compare(SENT, list);
    expect({ ...found(report), unreadable: report.list.unreadable }).toEqual({
      duplicate: 70,
      unreadable: 1,
    });
  });

  it('of the sent list too', async () => {
    const sent = `${sentText(SENT)}1,x,2404,101,2001,30,one,,2026-11-22 10:04:02.118,,,\n`;
    const report = await compare(sent, LIST);
    expect(report.unreadable).toEqual([
      'sent.csv:4 column 7 (value): found "one", expected a number, or -5 T',
    ]);
  });

  it('by the thousand: all are counted, ten are listed', async () => {
    const list = LIST + '101,x,1,\n'.repeat(5000);
    const { out } = await run(sentText(SENT), list);
    expect(out).toContain("events.csv: 5,000 rows can't be read and are left out");
    expect(out).toContain('  and 4,990 more');
    expect(out.match(/events.csv:\d+ column/g)).toHaveLength(10);
  });
});

describe('summer time', () => {
  const zone = process.env.TZ;
  const inZone = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    process.env.TZ = name;
    try {
      return await work();
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  };
  /** The hour that occurs twice: 02:30 in summer time, and an hour later 02:30 again. */
  const sent: SentRow[] = [
    { value: 1, time: '2026-10-25 02:30:00.000 SU', written: '2026-10-25T02:30:00.000100' },
    { value: 0, time: '2026-10-25 02:30:00.500 SU', written: '2026-10-25T02:30:00.500100' },
    { value: 1, time: '2026-10-25 02:30:00.000', written: '2026-10-25T02:30:00.000100' },
  ];

  it('ends: a list in local time has one wall time twice', async () => {
    const list = listText([
      event(2001, 1, '2026-10-25 02:30:00.000'),
      event(2001, 0, '2026-10-25 02:30:00.500'),
      event(2001, 1, '2026-10-25 02:30:00.000'),
    ]);
    expect((await compare(sent, list)).matches).toBe(true);
  });

  it('ends: a list in UTC is an hour apart', async () => {
    const list = listText([
      event(2001, 1, '2026-10-25T00:30:00.000Z'),
      event(2001, 0, '2026-10-25T02:30:00.500+02:00'),
      event(2001, 1, '2026-10-25T01:30:00.000Z'),
    ]);
    expect((await inZone('Europe/Berlin', () => compare(sent, list))).matches).toBe(true);
  });

  it('of an RTU whose time tags are UTC: a list with Z is compared unchanged', async () => {
    const utc = [{ time: '2026-07-01 10:00:00.000', written: '2026-07-01T12:00:00.000100' }];
    const list = listText([event(2001, 1, '2026-07-01T10:00:00.000Z')]);
    expect((await inZone('Europe/Berlin', () => compare(utc, list))).matches).toBe(true);
  });

  it('missing in half of the list: that half is an hour off', async () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ value: i % 2, time: `10:${10 + i}:00.000` }));
    const list = many.map(({ value, time }, i) =>
      event(2001, value, i < 10 ? time : time.replace('10:', '11:')),
    );
    const report = await compare(many, listText(list));
    expect(found(report)).toEqual({ wrongTime: 10 });
    expect(report.shifts).toEqual([{ ca: 101, ms: 3_600_000, events: 10 }]);
  });
});
