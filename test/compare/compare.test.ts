/** Each kind of difference, on lists that are short enough to check by hand. */
import { describe, expect, it } from 'vitest';
import { compare, event, found, listText, run, type SentRow, sentText } from './lists.js';

const THREE: SentRow[] = [
  { ioa: 2001, value: 1, time: '10:04:02.118' },
  { ioa: 2002, value: 0, time: '10:04:02.119' },
  { ioa: 2001, value: 0, time: '10:04:02.120' },
];
const ALL_THREE = [
  event(2001, 1, '10:04:02.118'),
  event(2002, 0, '10:04:02.119'),
  event(2001, 0, '10:04:02.120'),
];

describe('two equal lists', () => {
  it('match, and the command says so', async () => {
    const { exitCode, out, err } = await run(sentText(THREE), listText(ALL_THREE));
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('matched                      3');
    expect(out).toContain('Everything matches.');
  });

  it('match when the list is the sent list itself', async () => {
    const text = sentText(THREE);
    expect((await compare(text, text)).matched).toBe(3);
  });

  it('match whatever the order of points of one millisecond', async () => {
    const sent = [1, 2, 3].map((ioa) => ({ ioa, time: '10:04:02.118' }));
    const list = [3, 1, 2].map((ioa) => event(ioa, 1, '10:04:02.118'));
    expect((await compare(sent, listText(list))).matches).toBe(true);
  });

  it('match when the list has its newest event first', async () => {
    const report = await compare(THREE, listText([...ALL_THREE].reverse()));
    expect(report.matches).toBe(true);
    expect(report.notes[0]).toContain('newest event first');
  });

  it('match with the newest event first, even if events of one millisecond are not reversed', async () => {
    const sent: SentRow[] = [
      { value: 1, time: '10:04:02.118' },
      { value: 0, time: '10:04:02.118' },
      { value: 1, time: '10:04:02.119' },
    ];
    const list = [
      event(2001, 1, '10:04:02.119'),
      event(2001, 1, '10:04:02.118'),
      event(2001, 0, '10:04:02.118'),
    ];
    expect((await compare(sent, listText(list))).matches).toBe(true);
  });
});

describe('differences', () => {
  it.each<[string, SentRow[], (string | number)[][], Record<string, number>]>([
    ['one is missing', THREE, [ALL_THREE[0], ALL_THREE[2]], { missing: 1 }],
    ['one is there twice', THREE, [ALL_THREE[0], ...ALL_THREE], { duplicate: 1 }],
    ['one is there three times', THREE, [ALL_THREE[0], ALL_THREE[0], ...ALL_THREE], { duplicate: 2 }],
    [
      'a point sends what it never sent',
      THREE,
      [...ALL_THREE, event(2002, 1, '12:00:00.000')],
      { unexpected: 1 },
    ],
    ['a point is unknown', THREE, [...ALL_THREE, event(9, 1, '10:04:02.121')], { unknownPoint: 1 }],
    ['a point has changed its order', THREE, [ALL_THREE[1], ALL_THREE[2], ALL_THREE[0]], { outOfOrder: 1 }],
    [
      'a time is 35 ms late',
      THREE,
      [ALL_THREE[0], event(2002, 0, '10:04:02.154'), ALL_THREE[2]],
      { wrongTime: 1 },
    ],
    [
      'a value is wrong',
      THREE,
      [ALL_THREE[0], event(2002, 1, '10:04:02.119'), ALL_THREE[2]],
      { wrongValue: 1 },
    ],
    ['a time is lost', THREE, [ALL_THREE[0], event(2002, 0, ''), ALL_THREE[2]], { wrongTime: 1 }],
    ['nothing is there', THREE, [], { missing: 3 }],
  ])('%s', async (_, sent, list, expected) => {
    const report = await compare(sent, listText(list));
    expect(found(report)).toEqual(expected);
  });

  it('out of order: between points of an RTU, if their milliseconds differ', async () => {
    const sent = Array.from({ length: 40 }, (_, i) => ({ ioa: i, time: `10:04:02.${100 + i}` }));
    const list = sent.map(({ ioa, time }) => event(ioa, 1, time));
    [list[7], list[8]] = [list[8], list[7]];
    const { file } = await run(sentText(sent), listText(list), ['--out', 'OUT']);
    expect(found(await compare(sent, listText(list)))).toEqual({ outOfOrderInRtu: 1 });
    expect(file.split('\n')[1]).toMatch(/^"out of order, RTU",101,[78],30,/);
  });

  it('a wrong value that is listed twice is one wrong value and one duplicate', async () => {
    const wrong = event(2002, 1, '10:04:02.119');
    const report = await compare(THREE, listText([ALL_THREE[0], wrong, wrong, ALL_THREE[2]]));
    expect(found(report)).toEqual({ duplicate: 1, wrongValue: 1 });
  });

  it("a front-end's own points with texts as values are unknown points, not unreadable rows", async () => {
    const list = listText([...ALL_THREE, event(9, 'operator logged in', '10:04:02.120')]);
    expect(found(await compare(THREE, list))).toEqual({ unknownPoint: 1 });
  });

  it('names the CAs with most missing events', async () => {
    const sent = [...THREE, { ca: 102, time: '10:04:02.118' }];
    const { out } = await run(sentText(sent), listText([]));
    expect(out).toContain('\nmissing, by CA 101: 3, 102: 1\n');
  });

  it('says how far wrong times are off', async () => {
    const sent = [0, 1, 2].map((i) => ({ time: `10:04:0${i}.000` }));
    const list = ['10:04:00.007', '10:04:01.030', '10:04:01.990'].map((time) => event(2001, 1, time));
    const report = await compare(sent, listText(list));
    expect(report.wrongTime).toEqual({ count: 3, medianMs: 10, largestMs: 30, withoutTime: 0 });
    expect(report.examples.wrongTime.map((each) => each.offMs)).toEqual([7, 30, -10]);
  });

  it('a time beyond the reach is another event, unless the reach is longer', async () => {
    const sent = [{ time: '10:04:00.000' }];
    const list = listText([event(2001, 1, '10:05:00.001')]);
    expect(found(await compare(sent, list))).toEqual({ missing: 1, unexpected: 1 });
    expect(found(await compare(sent, list, ['--reach', '61']))).toEqual({ wrongTime: 1 });
  });

  it('names the rows of both files', async () => {
    const list = listText([ALL_THREE[0], ALL_THREE[0], event(2002, 1, '10:04:02.119')]);
    const { exitCode, out, file } = await run(sentText(THREE), list, ['--out', 'OUT']);
    expect(exitCode).toBe(3);
    expect(out).toContain('CA 101 IOA 2001: sent row 4: 0 at 2026-11-22 10:04:02.120');
    expect(out).toContain('CA 101 IOA 2001: repeats sent row 2: 1 at 2026-11-22 10:04:02.118; list row 3: 1');
    expect(out).toContain(
      'sent row 3: 0 at 2026-11-22 10:04:02.119; list row 4: 1 at 2026-11-22 10:04:02.119',
    );
    expect(file.split('\n')).toEqual([
      'kind,ca,ioa,type,sent row,list row,value sent,value in list,time sent,time in list,off ms,quality sent,quality in list',
      'missing,101,2001,30,4,,0,,2026-11-22 10:04:02.120,,,,',
      'duplicate,101,2001,30,2,3,1,1,2026-11-22 10:04:02.118,2026-11-22 10:04:02.118,0,,',
      'wrong value,101,2002,30,3,4,0,1,2026-11-22 10:04:02.119,2026-11-22 10:04:02.119,0,,',
      '',
    ]);
  });

  it('shows as many examples as the option gives', async () => {
    const shown = async (n: string): Promise<number> =>
      (await run(sentText(THREE), listText([]), ['--details', n])).out.match(/sent row/g)?.length ?? 0;
    expect([await shown('0'), await shown('2'), await shown('9')]).toEqual([0, 2, 3]);
  });
});

describe('quality and type', () => {
  const header = 'CA,IOA,value,time tag,quality,type';
  const sent: SentRow[] = [
    { time: '10:04:02.118', quality: 'IV NT' },
    { time: '10:04:02.118' },
    { time: '10:04:02.119' },
  ];
  const row = (time: string, quality: string, type: string): (string | number)[] => [
    ...event(2001, 1, time),
    quality,
    type,
  ];

  it('distinguish equal events of one millisecond, in any order', async () => {
    const list = [
      row('10:04:02.118', 'good', 'M_SP_TB_1'),
      row('10:04:02.118', 'not topical|invalid', '30'),
      row('10:04:02.119', '0', '30 (M_SP_TB_1)'),
    ];
    expect(found(await compare(sent, listText(list, header)))).toEqual({ outOfOrder: 1 });
  });

  it('are differences of their own', async () => {
    const list = [row('10:04:02.118', '', '30'), row('10:04:02.118', '', '30'), row('10:04:02.119', '', '1')];
    expect(found(await compare(sent, listText(list, header)))).toEqual({ wrongQuality: 1, wrongType: 1 });
  });

  it('that cannot be read are not compared, which is reported', async () => {
    const list = ['10:04:02.118', '10:04:02.118', '10:04:02.119'].map((time) => row(time, 'Q7', 'SPI'));
    const report = await compare(sent, listText(list, header));
    expect(report.matches).toBe(true);
    expect(report.notes).toEqual([
      expect.stringMatching(/^3 cells were not understood .*events.csv:2 column 6 \(type\): found "SPI"/),
      expect.stringMatching(/^3 cells were not understood .*events.csv:2 column 5 \(quality\): found "Q7"/),
    ]);
  });
});

describe('events that were never acknowledged', () => {
  const sent: SentRow[] = [
    { time: '10:04:02.118' },
    { time: '10:04:02.119', acknowledged: 'no' },
    { time: '10:04:02.120', acknowledged: 'no' },
  ];

  it('are neither missing nor surplus', async () => {
    const list = listText([event(2001, 1, '10:04:02.118'), event(2001, 1, '10:04:02.120')]);
    const { exitCode, out } = await run(sentText(sent), list);
    expect(exitCode).toBe(0);
    expect(out).toContain('unacknowledged: 2, of which 1 are in the event list');
  });

  it('give way to acknowledged ones that were sent again after the link was lost', async () => {
    const twice: SentRow[] = [
      { time: '10:04:02.118', acknowledged: 'no', connection: 'a' },
      { time: '10:04:02.118', connection: 'b' },
    ];
    const once = await compare(twice, listText([event(2001, 1, '10:04:02.118')]));
    expect({ ...found(once), ...once.unacknowledged }).toEqual({ rows: 1, inList: 0 });
    const both = await compare(
      twice,
      listText([event(2001, 1, '10:04:02.118'), event(2001, 1, '10:04:02.118')]),
    );
    expect({ ...found(both), ...both.unacknowledged }).toEqual({ rows: 1, inList: 1 });
  });

  it('give way also without time tags', async () => {
    const untimed: SentRow[] = [
      { type: 1, acknowledged: 'no' },
      { type: 1, value: 0 },
      { type: 1, value: 1 },
    ];
    const report = await compare(untimed, listText([event(2001, 1, ''), event(2001, 0, '')]));
    expect(report.differences.missing).toBe(0);
    expect(report.unacknowledged).toEqual({ rows: 1, inList: 0 });
  });
});

describe('types without time tag', () => {
  const untimed = (values: string): SentRow[] => [...values].map((value) => ({ type: 1, value }));
  /** The front-end stamps these events itself. */
  const heard = (values: string): string =>
    listText([...values].map((value, i) => event(2001, value, `11:00:00.${100 + i}`)));

  it.each<[string, string, string, Record<string, number>]>([
    ['the same', '10101', '10101', {}],
    ['the first is missing', '10101', '0101', { missing: 1 }],
    ['one in the middle is missing', '11101111', '1111111', { missing: 1 }],
    ['one is there twice', '10101', '101101', { duplicate: 1 }],
    ['two have changed places', '0010000', '0100000', { outOfOrder: 1 }],
    ['a value is wrong', '00200', '00300', { wrongValue: 1 }],
  ])('%s', async (_, sent, list, expected) => {
    expect(found(await compare(untimed(sent), heard(list)))).toEqual(expected);
  });

  it('with one lost, the order of points is not judged', async () => {
    const sent = [1, 2, 1, 1].map((ioa) => ({ type: 1, ioa }));
    const list = [event(2, 1, ''), event(1, 1, ''), event(1, 1, '')];
    expect(found(await compare(sent, listText(list)))).toEqual({ missing: 1 });
  });

  it('with a time tag that the RTU marks invalid, the time is not compared', async () => {
    const sent = [{ time: '10:04:02.118 IV', written: '2026-11-22T10:04:02.118000' }];
    expect((await compare(sent, heard('1'))).matches).toBe(true);
  });
});
