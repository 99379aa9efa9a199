/** Faults on purpose from the list of RTUs: `f`, menus, what is ordered, and the end. */
import { describe, expect, it } from 'vitest';
import { FAULT_WORDS, faultKind } from '../../src/faults/fault-catalog.js';
import { takeKey } from '../../src/tui/control/dashboard-control.js';
import { rtuDefinition } from '../support/rtus.js';
import { type Bench, bench } from './tui-kit.js';

function open(): Bench {
  return bench([rtuDefinition(1, { slot: 0, rtuNumber: 51 }), rtuDefinition(2, { slot: 1, rtuNumber: 52 })]);
}

function press(it: Bench, ...names: string[]): void {
  for (const name of names) takeKey(it.context, { name, char: name.length === 1 ? name : '' });
}

const titles = (it: Bench): string => it.model.ui.dialog?.title ?? '';
const labels = (it: Bench): string[] => it.model.ui.dialog?.items.map(({ label }) => label) ?? [];

describe('f', () => {
  it('begins a fault that happens once on the RTU of the row, in two choices', () => {
    const it = open();
    press(it, 'f');
    expect(titles(it)).toBe(`A fault on purpose: RTU 1 ${it.model.engine.rtus[0].name}`);
    press(it, '1', '1');
    expect(it.calls).toEqual([['fault', 'reset', 0, 0, [0]]]);
    expect(it.model.ui.notice).toMatchObject({ tone: 'good' });
    expect(it.model.ui.notice?.text).toContain('Fault 1 begins: reset');
  });

  it('asks for value and duration where there are any, on the RTUs chosen for sends', () => {
    const it = open();
    it.model.ui.rtus.text = '51-52';
    press(it, 'f', '1');
    const delay = labels(it).findIndex((label) => label.startsWith('delay '));
    press(it, ...Array(delay).fill('down'), 'enter');
    expect(labels(it)).toEqual(['100 ms', '300 ms', '600 ms', '2000 ms']);
    press(it, '2');
    expect(labels(it)).toEqual(['5 s', '10 s', '30 s', '60 s', '300 s', '3600 s']);
    press(it, '4');
    expect(it.calls).toEqual([['fault', 'delay', 300, 60_000, [0, 1]]]);
  });

  it('leads to every fault, none of which has no key, and each can be begun', () => {
    const begun = new Set<string>();
    for (const group of ['1', '2', '3', '4', '5']) {
      const first = open();
      press(first, 'f', group);
      labels(first).forEach((_, i) => {
        const it = open();
        press(it, 'f', group);
        const item = it.model.ui.dialog?.items[i];
        expect(item?.key).toMatch(/^[1-9a-z]$/);
        press(it, ...Array(i).fill('down'), 'enter');
        for (let step = 0; step < 3 && it.model.ui.dialog !== undefined; step++) press(it, 'enter');
        begun.add(String(it.calls[0][1]));
        const { value } = faultKind(it.calls[0][1] as never);
        if (value !== undefined) {
          expect(it.calls[0][2]).toBeGreaterThanOrEqual(value.least);
          expect(it.calls[0][2]).toBeLessThanOrEqual(value.most);
        }
      });
    }
    expect([...begun].sort()).toEqual([...FAULT_WORDS].sort());
  });

  it('ends one of those that are on, or all', () => {
    const it = open();
    press(it, 'f', 'e');
    expect(it.model.ui.dialog).toBeUndefined();
    press(it, 'f', '1', '1', 'f', 'e', '1', 'f', 'e', 'a');
    expect(it.calls.slice(1)).toEqual([
      ['end fault', 1],
      ['end fault', 0],
    ]);
  });
});

it('a row with a fault has a mark', () => {
  const it = open();
  it.set(1, { FAULTS: 1 });
  expect(it.screen().some((line) => line.includes(' NO !'))).toBe(true);
});
