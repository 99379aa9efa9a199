/** Index sends ordered on the command line: the program reports exactly what the masters received. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AckPolicy } from '../../src/controlling/controlling-parameters.js';
import { MasterLink } from '../../src/master/master-link.js';
import { pointRows, rtuRow, Workspace } from '../support/workspace.js';
import { freePorts } from './free-ports.js';
import { Program } from './program.js';

const SPONTANEOUS = 3;

/** Starts the program with this IOA file on `rtus` RTUs, and masters that acknowledge. */
async function run(
  rtus: number,
  database: readonly string[],
  words: readonly string[],
  ack: AckPolicy = { kind: 'w' },
  options: readonly string[] = [],
) {
  const ports = await freePorts(rtus);
  const workspace = new Workspace();
  workspace.write(
    'iec104rs.csv',
    ports.map((port, i) => rtuRow({ no: i + 1, port, options })),
  );
  workspace.write('data/d.csv', database);
  const program = await Program.listening(['--shards', '2', ...words], workspace.folder);
  const links = ports.map((port, i) => {
    const rtu = { name: `R${i + 1}`, ca: i + 1, port, bind: '', k: 12 };
    return new MasterLink(rtu, { parameters: { ack, t2Ms: 100 } });
  });
  onTestFinished(() => {
    for (const link of links) link.close();
  });
  return { program, workspace, links };
}

async function start(links: readonly MasterLink[]): Promise<void> {
  await Promise.all(links.map((link) => link.connect()));
  await Promise.all(links.map((link) => link.start()));
}

/** The counts in the last report of a send, by name: `{ offered: 1200, … }`. */
function counts(line: string | undefined): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, word, number] of (line ?? '').matchAll(/(offered|sent|acknowledged|link lost) ([\d,]+)/g)) {
    found[word] = Number(number.replaceAll(',', ''));
  }
  return found;
}

const spontaneous = (links: readonly MasterLink[]): number =>
  links.reduce((sum, link) => sum + (link.traffic.objectsByCot().get(SPONTANEOUS) ?? 0), 0);

describe('--send', () => {
  it.each<[name: string, ack: AckPolicy]>([
    ['after w frames', { kind: 'w' }],
    ['at once', { kind: 'eager' }],
    ['late', { kind: 'delay', delayMs: 20 }],
  ])('for a second, to masters that acknowledge %s: all counts agree', async (_, ack) => {
    const database = [...pointRows(1, 200), ...pointRows(2, 5, 5000)];
    const words = ['--send', '1:1', '--await-masters', '2', '--exit-after-send', '--signal-log', 'none'];
    const { program, links } = await run(2, database, words, ack);
    await start(links);
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(0);
    const settled = lines.filter((line) => line.includes('send 1: index 1 ended:'));
    expect(settled).toHaveLength(1);
    const received = spontaneous(links);
    expect(received).toBeGreaterThan(1000);
    expect(counts(settled[0])).toEqual({ offered: received, sent: received, acknowledged: received });
    expect(links.map((link) => link.violations.count)).toEqual([0, 0]);
  });

  it('once: sends every signal of the index once, in file order, one per frame if set so', async () => {
    const database = [...pointRows(1, 3), '7,Y,1,70,1,0', ...pointRows(1, 2, 2000)];
    const words = ['--send', '1', '--exit-after-send'];
    const { program, links } = await run(1, database, words, { kind: 'w' }, ['objects=1']);
    await start(links);
    const { lines } = await program.ended;
    const settled = lines.find((line) => line.includes('send 1: index 1 ended:'));
    expect(settled).toContain('1 RTU, offered 5, sent 5, acknowledged 5');
    const cells = links[0].traffic.cells().filter(({ cot }) => cot === SPONTANEOUS);
    expect(cells).toEqual([{ typeId: 30, cot: SPONTANEOUS, asdus: 5, objects: 5 }]);
  });

  it('waits for the given number of masters, and reports RTUs without one', async () => {
    const words = ['--send', '0', '--await-masters', '1', '--exit-after-send'];
    const { program, links } = await run(3, pointRows(1, 10), words);
    await start(links.slice(1, 2));
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(0);
    const settled = lines.find((line) => line.includes('send 1: index 0 ended:'));
    expect(settled).toContain(
      '1 RTU, offered 10, sent 10, acknowledged 10, 2 RTUs without a started connection',
    );
    expect(spontaneous(links)).toBe(10);
  });

  it('runs several sends at once and reports a missing index', async () => {
    const words = ['--send', '1', '--send', '2:0.3', '--send', '99', '--exit-after-send'];
    const { program, links } = await run(2, [...pointRows(1, 20), ...pointRows(2, 20, 2000)], words);
    await start(links);
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(0);
    const ended = (id: number) =>
      lines.find((line) => line.includes(`send ${id}:`) && line.includes('ended:'));
    expect(counts(ended(1))).toEqual({ offered: 40, sent: 40, acknowledged: 40 });
    const second = counts(ended(2));
    expect(second.acknowledged).toBe(second.offered);
    expect(second.offered + 40).toBe(spontaneous(links));
    expect(ended(3)).toContain('0 RTUs, offered 0, sent 0, acknowledged 0, 2 RTUs have no such index');
  });

  it('reports the counts when a link with a closed window is lost', async () => {
    const words = ['--send', '1', '--exit-after-send'];
    const { program, links } = await run(1, pointRows(1, 100), words, { kind: 'never' }, [
      'objects=1',
      'eoi=never',
    ]);
    await start(links);
    await expect.poll(() => spontaneous(links)).toBe(12);
    links[0].close();
    const { exitCode, lines } = await program.ended;
    expect(exitCode).toBe(0);
    expect(counts(lines.find((line) => line.includes('ended:')))).toEqual({
      offered: 100,
      sent: 12,
      acknowledged: 0,
      'link lost': 100,
    });
  });
});
