/** Reaction files and the worked examples of `tests-for-scada/`, played with the program's own master. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { soon } from '../support/patience.js';
import { Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program, runProgram } from './program.js';

const EXAMPLES = fileURLToPath(new URL('../../tests-for-scada', import.meta.url));
const FILES = ['-i', 'iec104rs.csv', '--data', 'data', '--reactions', 'reactions.csv'];

/** A copy of an example on free ports; the number of its RTUs, and a port more for the API. */
async function copyOf(name: string): Promise<{ work: Workspace; rtus: number; api: number }> {
  const work = new Workspace();
  cpSync(`${EXAMPLES}/${name}`, work.folder, { recursive: true });
  const lines = readFileSync(work.path('iec104rs.csv'), 'utf8').split('\n');
  const ports = await freePorts(lines.length + 1);
  let rtus = 0;
  work.write(
    'iec104rs.csv',
    lines.map((line) => {
      const cells = line.split(',');
      if (!/^\d+$/.test(cells[0])) return line;
      cells[3] = String(ports[rtus++]);
      return cells.join(',');
    }),
  );
  return { work, rtus, api: ports[lines.length] };
}

/** Events that a master got, by CA, as `IOA=value` in the order of their arrival. */
function eventsOf(work: Workspace): Record<string, string[]> {
  const byCa: Record<string, string[]> = {};
  if (!existsSync(work.path('events.csv'))) return byCa;
  const [head = '', ...rows] = work.read('events.csv').split('\n').slice(0, -1);
  const names = head.split(',');
  const [ca, ioa, value] = ['CA', 'IOA', 'value'].map((name) => names.indexOf(name));
  expect(Math.min(ca, ioa, value)).toBeGreaterThanOrEqual(0);
  for (const row of rows) {
    const cells = row.split(',');
    byCa[cells[ca]] ??= [];
    byCa[cells[ca]].push(`${cells[ioa]}=${cells[value]}`);
  }
  return byCa;
}

interface Play {
  /** Of the master. */
  script?: readonly string[];
  /** When the master has these events, the fault comes; absent: when all links are started. */
  before?: Record<string, string[]>;
  /** What the master has at the end, by CA. */
  events: Record<string, string[]>;
  /** Rules that never fire. */
  never?: readonly string[];
}

/** Plays an example until the master has the events. */
async function play(name: string, { script = [], before, events, never = [] }: Play): Promise<void> {
  const { work, rtus, api } = await copyOf(name);
  work.write('script.csv', ['# second,CA,request', ...script]);
  const own = before === undefined ? ['--await-masters', String(rtus), '--send', '2'] : [];
  const address = `127.0.0.1:${api}`;
  const words = [...FILES, '--headless', '--api', address, ...own];
  const program = await Program.listening(words, work.folder);
  await program.line(/HTTP API at/);
  const scripted = script.length > 0 ? ['--script', 'script.csv'] : [];
  const master = ['master', '-i', 'iec104rs.csv', '--event-list', 'events.csv', '-w', '1', ...scripted];
  Program.start(master, work.folder);
  if (before !== undefined) {
    await soon(() => expect(eventsOf(work)).toEqual(before));
    const body = JSON.stringify({ index: 2, duration: 0 });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`http://${address}/api/send`, { method: 'POST', headers, body })).status).toBe(202);
  }
  await soon(() => expect(eventsOf(work)).toEqual(events));
  const reactions = (await (await fetch(`http://${address}/api/reactions`)).json()) as {
    rule: string;
    fired: number;
    failed: number;
    pending: number;
  }[];
  expect(reactions.every(({ failed }) => failed === 0)).toBe(true);
  const fired = new Set(reactions.filter((row) => row.fired > 0).map(({ rule }) => rule));
  for (const rule of never) expect(fired).not.toContain(rule);
}

describe('load shedding', () => {
  it('by the relays: two of three stages', () =>
    play('load-shedding', {
      events: {
        '10': [
          ...['1001=1', '3001=49.6', '3001=49.15', '2001=1', '3002=85', '3001=48.95', '2002=1', '3002=70'],
          ...['3001=49.5', '3001=49.9', '2001=0', '2002=0', '2003=0', '3001=50'],
        ],
        '21': ['2001=1', '1001=1', '3001=0', '2001=0'],
        '22': ['2001=1', '1001=1', '3001=0', '2001=0'],
        '23': ['2001=0'],
      },
      never: ['stage 3', 'load back'],
    }));

  it('by the master: no stage comes', () =>
    play('load-shedding', {
      script: ['0.3,21,command,5001:46:1', '0.6,22,command,5001:46:1'],
      events: {
        '10': [
          ...[
            '1001=1',
            '3002=85',
            '3002=70',
            '3001=49.5',
            '3001=49.9',
            '2001=0',
            '2002=0',
            '2003=0',
            '3001=50',
          ],
        ],
        '21': ['1001=1', '3001=0', '2001=0'],
        '22': ['1001=1', '3001=0', '2001=0'],
        '23': ['2001=0'],
      },
      never: ['frequency falls', 'stage 1', 'stage 2', 'stage 3'],
    }));
});

describe('FLISR', () => {
  const fault = {
    '31': ['2001=1', '1001=1', '3001=0', '2002=0', '2001=0'],
    '32': ['2002=0', '2001=1'],
    '33': ['2002=0'],
  };

  it('by the master: isolated, and restored from both sides', () =>
    play('flisr', {
      script: [
        ...['2,32,command,5001:46:1', '2.5,33,command,5001:46:1'],
        ...['3,31,command,5001:46:2', '4,34,command,5001:46:2'],
      ],
      events: {
        '31': [...fault['31'], '1001=2', '2002=1', '3001=40'],
        '32': [...fault['32'], '1001=1'],
        '33': [...fault['33'], '1001=1', '2002=1'],
        '34': ['1001=2'],
        '35': ['3001=160'],
      },
      never: ['onto the fault', 'tie onto fault', 'feeder 2 trips'],
    }));

  it('in a wrong order: both feeders trip', () =>
    play('flisr', {
      script: ['2,31,command,5001:46:2', '4,34,command,5001:46:2'],
      events: {
        '31': [...fault['31'], '1001=2', '2001=1', '1001=1', '3001=0', '2002=0', '2001=0'],
        // What is dead stays so; the indicator has come already.
        '32': [...fault['32'], '2002=0', '2001=1'],
        '33': [...fault['33'], '2002=0'],
        '34': ['1001=2'],
        '35': ['2001=1', '1001=1', '3001=0', '2002=0', '2001=0'],
      },
      never: ['section 1 back', 'section 3 back'],
    }));
});

describe('a self-healing ring', () => {
  it('heals, and the master only watches', () =>
    play('self-healing', {
      events: {
        '41': ['2001=1', '1001=1', '2001=0', '1001=2', '2005=1'],
        '42': ['2001=1', '2003=0', '1002=1', '2003=1'],
        '43': ['2003=0', '1001=1', '1002=2', '2003=1'],
      },
      never: ['onto the fault'],
    }));

  it('stays dead with the automation off', () =>
    play('self-healing', {
      script: ['0,41,command,5010:45:0'],
      before: { '41': ['2010=0'] },
      events: {
        '41': ['2010=0', '2001=1', '1001=1', '2001=0'],
        '42': ['2001=1', '2003=0'],
        '43': ['2003=0'],
      },
      never: ['isolate at 42', 'isolate at 43', 'restore', 'live from A', 'live from B', 'finished'],
    }));
});

describe('a reaction file', () => {
  it('is told in words by --check', async () => {
    const { work } = await copyOf('load-shedding');
    const { exitCode, lines } = await runProgram([...FILES, '--check'], work.folder);
    expect(exitCode).toBe(0);
    expect(lines).toContain(
      'note: reactions.csv row 24, load 21 gone: when 1001 of RTU 21 becomes off, after 0.2 s: 3001 of RTU 21 becomes 0',
    );
  });

  it('with a mistake stops the start, with all of its findings', async () => {
    const { work } = await copyOf('load-shedding');
    work.write('reactions.csv', [
      'rule,RTUs,when,and if,after,point,becomes',
      'one,21,command 5009,,x,1001,open',
      'two,21,1001 becomes off,,,1001,closed',
      'three,21,1001 becomes closed,,,1001,open',
      'four,99,1001 becomes off,,1,1001,off',
    ]);
    const ended = await runProgram([...FILES, '--headless'], work.folder);
    expect(ended.exitCode).toBe(1);
    expect(ended.lines).toEqual([
      'reactions.csv:2 column 5 (after): found "x", expected seconds 0…2147483; empty: at once',
      'reactions.csv:2 column 3 (when): found "command 5009", expected the IOA and type of a command; substation.csv has no command there; so for RTU number 21',
      'reactions.csv:3: found "row 3 and row 4", expected a delay, a condition or an unless in one of these rows: without, they set each other off for ever',
      'reactions.csv:5 column 3 (when): found "1001 becomes off", expected the number of a loaded RTU; so for RTU number 99',
      'reactions.csv:5 column 6 (point): found "1001", expected the number of a loaded RTU; so for RTU number 99',
      'iec104rs.csv: 4 RTUs, 2 IOA files with 11 signals; 5 errors, 0 warnings',
      'not started: with a row left out the reactions would be others; mend reactions.csv',
    ]);
  });

  it('that is not there stops the start', async () => {
    const { work } = await copyOf('load-shedding');
    const ended = await runProgram([...FILES, '--reactions', 'none.csv', '--headless'], work.folder);
    expect(ended.exitCode).toBe(1);
    expect(ended.lines[0]).toMatch(/^none\.csv: found ".*", expected a readable CSV file$/);
  });
});

it('a run lasts until its reactions have happened, and judges what must have', async () => {
  const { work, rtus } = await copyOf('self-healing');
  const words = [...FILES, '--expect', 'expected.csv', '--send', '2', '--await-masters', String(rtus)];
  const program = Program.start([...words, '--exit-after-send', '--report', 'r.json'], work.folder);
  Program.start(['master', '-i', 'iec104rs.csv', '--retry', '60', '-w', '1'], work.folder);
  const { exitCode, output } = await program.ended;
  expect(output).toMatch(/^PASS {6}expected at most 0 not met/m);
  expect(exitCode).toBe(0);
  const { totals } = JSON.parse(work.read('r.json')) as { totals: { signals: Record<string, number> } };
  expect(totals.signals).toMatchObject({ open: 0, unsentLink: 0 });
});
