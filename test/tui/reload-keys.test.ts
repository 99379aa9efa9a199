/** `R`: the ini file read again: what would change, the question, what was refused. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReloadedRow, ReloadResult } from '../../src/coordinator/api.js';
import { type Bench, bench, rtu } from './tui-kit.js';

let b: Bench;

beforeEach(() => {
  b = bench([rtu(1), rtu(2), rtu(3)]);
  b.pass(200);
  b.screen();
});

/** An RTU of the answer: name `N4`, RTU number 104 and port 2404 for 4. */
function row(no: number, outcome: ReloadedRow['outcome'], more: Partial<ReloadedRow> = {}): ReloadedRow {
  const places = { name: `N${no}`, rtuNumber: 100 + no, port: 2400 + no };
  return { no, ...places, changed: [], done: outcome === 'done', outcome, detail: '', ...more };
}

function result(more: Partial<ReloadResult> = {}): ReloadResult {
  return {
    checked: true,
    changed: [],
    added: [],
    removed: [],
    unchanged: [],
    notes: [],
    findings: [],
    ...more,
  };
}

const FINDING = {
  severity: 'error',
  file: 'r.csv',
  row: 7,
  column: '4 (port)',
  found: '70000',
  expected: 'a whole number 1…65535',
} as const;

/** Presses keys, and lets what they asked for be answered. */
async function press(...keys: string[]): Promise<void> {
  b.press(...keys);
  await new Promise(setImmediate);
}

const text = () => b.screen(100, 40).join('\n');

describe('R', () => {
  it('shows what would change, with the findings, and does nothing before the answer', async () => {
    b.reload.check = result({
      changed: [row(2, 'checked', { changed: ['k', 't1'] })],
      added: [row(4, 'checked')],
      removed: [row(3, 'checked'), row(5, 'refused', { detail: 'it runs on' })],
      unchanged: [row(1, 'done')],
      notes: ['the NTP rows have changed'],
      findings: [FINDING],
    });
    await press('R');
    expect(b.calls).toEqual([['reload', 'check']]);
    const shown = text();
    expect(shown).toContain('Read the ini file again?');
    expect(shown).toContain('restart 2 N2, RTU number 102, port 2402: k, t1');
    expect(shown).toContain('add 4 N4, RTU number 104, port 2404');
    expect(shown).toContain('remove 3 N3, RTU number 103, port 2403');
    expect(shown).toContain('not removed 5 N5, RTU number 105, port 2405: it runs on');
    expect(shown).toContain('1 RTU stays as before.');
    expect(shown).toContain('The NTP rows have changed.');
    expect(shown).toContain('r.csv:7 column 4 (port): found "70000", expected a whole number');
    await press('n');
    expect(b.calls).toEqual([['reload', 'check']]);
  });

  it('does it after the answer, and says what came of it', async () => {
    b.reload.check = result({ added: [row(4, 'checked')] });
    b.reload.read = result({ checked: false, added: [row(4, 'done')] });
    await press('R');
    await press('y');
    expect(b.calls).toEqual([
      ['reload', 'check'],
      ['reload', 'read'],
    ]);
    expect(b.screen()[22]).toBe(' The ini file was read again: 0 RTUs restarted, 1 added, 0 removed.');
  });

  it('shows what was refused', async () => {
    b.reload.check = result({ added: [row(4, 'checked')] });
    b.reload.read = result({
      checked: false,
      added: [row(4, 'refused', { detail: 'port found "2404", expected a port of its own' })],
      findings: [FINDING],
    });
    await press('R');
    await press('y');
    expect(text()).toContain('Not everything was done');
    expect(text()).toContain('not added 4 N4, RTU number 104, port 2404: port found "2404", expected a');
    expect(text()).toContain('r.csv:7 column 4 (port)');
  });

  it.each(['1', '2', '3', '4'])('says in tab %s that there is nothing to change', async (tab) => {
    b.reload.check = result({ unchanged: [row(1, 'done'), row(2, 'done')], findings: [FINDING] });
    await press(tab, 'R');
    expect(text()).toContain('The ini file has nothing to change: 2 RTUs run as it says.');
    expect(text()).toContain('r.csv:7 column 4 (port)');
    await press('enter');
    expect(b.calls.filter(([what]) => what === 'reload')).toEqual([['reload', 'check']]);
  });

  it("says why a file can't be read, and what went wrong", async () => {
    b.reload.check = { refused: 'no RTU can be read from r.csv: nothing was changed', findings: [FINDING] };
    await press('R');
    expect(text()).toContain('No RTU can be read from r.csv: nothing was changed.');
    expect(text()).toContain('r.csv:7 column 4 (port)');
    b.reload.check = new Error('no memory');
    await press('escape');
    await press('R');
    expect(text()).toContain('no memory');
  });

  it('names a hundred RTUs, and counts the others', async () => {
    const added = Array.from({ length: 103 }, (_, i) => row(1000 + i, 'checked'));
    b.reload.check = result({ added });
    await press('R');
    await press('pagedown', ...Array(12).fill('pagedown'));
    expect(text()).toContain('add 1099 N1099');
    expect(text()).not.toContain('add 1100 N1100');
    expect(text()).toContain('and 3 more');
  });

  it('is a letter in a field', async () => {
    await press('/', 'R');
    expect(b.calls).toEqual([]);
    expect(b.model.ui.list.find.text).toBe('R');
  });
});

describe('an RTU that was removed', () => {
  it.each([
    ['p', 'points'],
    ['f', 'fault'],
    [' ', 'send'],
  ])('does nothing at %j', (key) => {
    b.rtus[0] = { ...b.rtus[0], removed: true };
    b.press(key);
    expect(b.calls).toEqual([]);
    expect(b.model.ui.dialog).toBeUndefined();
    expect(b.model.ui.rtus.text).toBe('');
    expect(b.screen()[22]).toContain('RTU 1 System 1 was removed from the ini file');
  });

  it('gets no send', () => {
    b.rtus[0] = { ...b.rtus[0], removed: true };
    b.press('i', '7', 'tab', 'tab', String(b.rtus[0].rtuNumber), 'enter');
    expect(b.calls).toEqual([]);
    expect(b.screen()[22]).toContain('No RTU has the RTU number');
  });
});
