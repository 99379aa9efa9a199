/** `iec104rs interoperability` as its users start it: documents, comparison, and a list turned into a row that gives the same list. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asduOf, COMMAND_TYPES, commandElements, SYSTEM_REQUESTS } from '../interoperability/said-kit.js';
import { fromHex, iFrame, RawPeer, sFrame } from '../support/raw-peer.js';
import { rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

/** Two RTUs with one list, and one with another. */
function fleet(): Workspace {
  const work = new Workspace();
  work.write('iec104rs.csv', [
    rtuRow({ no: 1, port: 2404, name: 'North' }),
    rtuRow({ no: 2, port: 2405, name: '=cmd|x', hosts: '10.0.0.0/8;::1' }),
    rtuRow({
      no: 3,
      port: 2406,
      k: 20,
      idle: 0,
      file: 'e.csv',
      options: [
        'w=13',
        't1=12',
        't3=30',
        'testfr=standard',
        'select=required',
        'reset=restart',
        'command_age=10',
        'group=10.0.0.1 10.0.0.2;10.1.0.0/24',
        'eoi=every',
        'objects=1',
        'sq=auto',
        'events=keep',
        'time=utc',
        'time_valid=synced',
        'time_hold=3600',
        'clock=follow',
        'packing=file',
        'connections=2',
        'bind=127.0.0.3',
      ],
    }),
  ]);
  work.write('data/d.csv', ['1,Y,30,100,0,0']);
  work.write('data/e.csv', ['1,Y3,13,5,1.5,0,,,,,,cot=periodic', '2,,58,101,100', '1,Y,1,100,0']);
  return work;
}

const command = (work: Workspace, ...words: string[]) =>
  runProgram(['interoperability', ...words], work.folder);

describe('iec104rs interoperability', () => {
  it('writes a page and JSON, one list for RTUs with the same one', async () => {
    const work = fleet();
    const ended = await command(work, '-o', 'list.html', '--output', 'list.json');
    expect([ended.exitCode, ended.lines, ended.output]).toEqual([
      0,
      [],
      'list.html: 2 different lists of 3 RTUs\nlist.json: 2 different lists of 3 RTUs\n',
    ]);
    expect(work.list('.')).toEqual(['data', 'iec104rs.csv', 'list.html', 'list.json']);
    const { schema, lists } = JSON.parse(work.read('list.json'));
    expect([schema, lists.map((list: { subjects: unknown[] }) => list.subjects.length)]).toEqual([1, [2, 1]]);
    expect(lists[1].types[58]).toEqual({
      name: 'C_SC_TA_1',
      mark: 'X',
      causes: [6, 7, 8, 9, 10, 45, 46, 47],
    });
    expect(work.read('list.html')).toContain('List 2: RTU 3 R3');
    const one = await command(work, '--rtu', '3');
    expect(JSON.parse(one.output).lists).toEqual([lists[1]]);
  });

  it('names every difference, and ends with 3 if there is one', async () => {
    const work = fleet();
    await command(work, '-o', 'list.json');
    const same = await command(work, '--against', 'list.json');
    expect([same.exitCode, same.output.replace(/\d+ entries/g, 'N entries')]).toEqual([
      0,
      'RTU 1 North: 0 differences in N entries\nRTU 2 =cmd|x: 0 differences in N entries\n' +
        'RTU 3 R3: 0 differences in N entries\n0 differences from list.json\n',
    ]);
    work.write(
      'master.json',
      JSON.stringify({ schema: 1, lists: [{ settings: { t1: 20, k: 12 }, types: { 45: 'X' } }] }),
    );
    const other = await command(work, '--rtu', '1', '--against', 'master.json');
    expect([other.exitCode, other.output.split('\n').slice(0, 2)]).toEqual([
      3,
      [
        'RTU 1 North: <45> C_SC_NA_1 single command: here not used, there used',
        'RTU 1 North: Time-outs: t1: sent I frames and test frames: here 15 s, there 20 s',
      ],
    ]);
    expect(other.output).toMatch(/2 differences in 3 entries; \d+ not stated there and not compared/);
    work.write('iec104rs.csv', [rtuRow({ no: 9 })]);
    const gone = await command(work, '--against', 'list.json');
    expect([gone.exitCode, gone.output]).toEqual([
      3,
      'RTU 9 R9: not in list.json\n0 differences from list.json, 1 RTU is not in it\n',
    ]);
  });

  it('turns a list into rows from which the same list is made', async () => {
    const work = fleet();
    await command(work, '-o', 'list.json');
    const applied = await command(work, '--apply', 'list.json');
    expect([applied.exitCode, applied.lines]).toEqual([0, []]);
    expect(applied.output).toContain("\n2,'=cmd|x,2,2405,10.0.0.0/8;::1,12,60,d.csv,");
    expect(applied.output).toContain('# cannot be set here: cyclic data transmission: used');
    work.write('again.csv', applied.output);
    const again = await command(work, '-i', 'again.csv', '--against', 'list.json');
    expect([again.exitCode, again.lines]).toEqual([0, []]);
  });

  it('of a list of others says what is to be filled in, and refuses values that no RTU can have', async () => {
    const work = new Workspace();
    work.write(
      'm.json',
      JSON.stringify({ schema: 1, lists: [{ settings: { t1: 20, clock: 'report\n9,evil' } }] }),
    );
    const bad = await command(work, '--apply', 'm.json');
    expect([bad.exitCode, bad.output, bad.lines]).toEqual([
      1,
      '',
      ['error: m.json: clock: found "report\\n9,evil", expected report or follow'],
    ]);
    work.write(
      'm.json',
      JSON.stringify({ schema: 1, lists: [{ settings: { t1: 20, w: 4 }, types: { 110: 'X' } }] }),
    );
    const { exitCode, output } = await command(work, '--apply', 'm.json');
    expect([exitCode, output.split('\n')]).toEqual([
      0,
      [
        '# cannot be set here: <110> P_ME_NA_1: no RTU serves it; it is answered with COT 44',
        '# id, name, RTU number, port and IOA file are not in the list: fill them in',
        '1,RTU,1,2404,,,,signals.csv,t1=20,w=4',
        '',
      ],
    ]);
  });

  it('bad input is refused with what to do', async () => {
    const work = fleet();
    work.write('bad.json', '{');
    const cases: readonly (readonly [words: string[], exitCode: number, line: RegExp])[] = [
      [['-o', 'list.txt'], 2, /expected a name that ends with \.html or \.json/],
      [['--rtu', '7'], 1, /^error: no RTU 7 was loaded from iec104rs\.csv$/],
      [['-i', 'none.csv'], 1, /none\.csv/],
      [['--against', 'bad.json'], 1, /^error: bad\.json: found a text that is no JSON/],
      [['--against', 'data'], 1, /^error: data: found a folder, expected a list in JSON$/],
      [['--apply', 'none.json'], 1, /^error: none\.json: /],
      [['-o', 'no-folder/list.html'], 1, /^error: no-folder\/list\.html: /],
      [['--apply', 'bad.json', '--against', 'bad.json'], 2, /'--apply' cannot be combined with '--against'/],
      [['iec104rs.csv'], 2, /an ini file is named by -i: -i iec104rs\.csv/],
    ];
    for (const [words, exitCode, line] of cases) {
      const ended = await command(work, ...words);
      expect([ended.exitCode, ended.lines[0]], words.join(' ')).toEqual([
        exitCode,
        expect.stringMatching(line),
      ]);
    }
  });

  it('a file of the gateway is refused with a sentence', async () => {
    const work = new Workspace();
    work.write('gw.csv', readFileSync(new URL('../../iec104mm2ss.csv', import.meta.url), 'utf8'));
    const { exitCode, lines } = await command(work, '-i', 'gw.csv');
    expect([exitCode, lines[0]]).toEqual([1, expect.stringContaining('this is one of the gateway')]);
    expect(lines[1]).toContain('a list of a gateway is not made');
  });
});

describe('a running RTU', () => {
  it('answers what its list ticks, and refuses what it does not', async () => {
    const [port] = await freePorts(1);
    const work = new Workspace();
    work.write('iec104rs.csv', [rtuRow({ ca: 1, port, options: ['eoi=never'] })]);
    work.write('data/d.csv', ['1,Y,1,1,0', '7,,45,101,1', '7,,58,102,1', '7,,50,103,', '7,,51,104,']);
    const { types } = JSON.parse((await command(work)).output).lists[0];
    await Program.listening(['--headless', '--signal-log', 'none'], work.folder);
    const peer = await RawPeer.connect(port);
    onTestFinished(() => peer.reset());
    peer.send('68 04 07 00 00 00');
    await peer.expect('68 04 0B 00 00 00');
    const ioaOf: Readonly<Record<number, number>> = { 45: 101, 58: 102, 50: 103, 51: 104 };
    const requests = [
      ...COMMAND_TYPES.map(
        (id) => [id, asduOf(id, 6, ioaOf[id] ?? 101, commandElements(id).execute)] as const,
      ),
      ...Object.entries(SYSTEM_REQUESTS).map(([id, request]) => [Number(id), request] as const),
    ];
    let sent = 0;
    let received = 0;
    for (const [typeId, request] of requests) {
      peer.send(iFrame(sent++, received, request));
      // The first frame back is the answer; what follows it belongs to it until a frame of the next request comes.
      const answers: { typeId: number; cot: number; negative: boolean }[] = [];
      while (!isOver(typeId, answers)) {
        const frame = fromHex(await peer.next());
        if ((frame[2] & 1) !== 0) continue;
        received++;
        answers.push({ typeId: frame[6], cot: frame[8] & 0x3f, negative: (frame[8] & 0x40) !== 0 });
      }
      const [first] = answers;
      const refusal = typeId === 105 ? 7 : COMMAND_TYPES.includes(typeId) ? 47 : 44;
      const expected =
        types[typeId].mark === 'X' ? { cot: 7, negative: false } : { cot: refusal, negative: true };
      expect(first, `type ${typeId}`).toEqual({ typeId, ...expected });
      peer.send(sFrame(received));
    }
  });
});

/** Confirmed negatively, refused, ended, or a request that has no end. */
function isOver(
  typeId: number,
  answers: readonly { typeId: number; cot: number; negative: boolean }[],
): boolean {
  const own = answers.filter((answer) => answer.typeId === typeId);
  const hasEnd = COMMAND_TYPES.includes(typeId) || typeId === 100 || typeId === 101;
  return own.some(({ cot, negative }) => negative || cot === 10 || (!hasEnd && cot === 7));
}
