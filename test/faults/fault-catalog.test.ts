/** The table of faults on purpose: its words, what is demanded, values in words. */
import { describe, expect, it } from 'vitest';
import { demandOf, FAULT_WORDS, faultKind, isFaultWord } from '../../src/faults/fault-catalog.js';
import { describeFault, flagNames, readFlags } from '../../src/faults/fault-text.js';

describe('the table of faults', () => {
  it('has no word twice, none that is a number, and a value that its own range allows', () => {
    expect(new Set(FAULT_WORDS).size).toBe(FAULT_WORDS.length);
    for (const word of FAULT_WORDS) {
      expect(word).toMatch(/^[a-z][a-z-]*[a-z]$/);
      const { value } = faultKind(word);
      if (value?.preset === undefined) continue;
      expect(value.preset).toBeGreaterThanOrEqual(value.least);
      expect(value.preset).toBeLessThanOrEqual(value.most);
    }
  });

  it('knows its words', () => {
    expect(isFaultWord('silent')).toBe(true);
    expect(isFaultWord('toString')).toBe(false);
    expect(isFaultWord('7')).toBe(false);
  });
});

describe('what is demanded', () => {
  const T1_T3 = { t1Ms: 15_000, t3Ms: 20_000 };

  it('of a confirmation that comes before t1: the connection stays', () => {
    expect(demandOf('late-testfr', { value: 12, durationMs: 60_000, ...T1_T3 })).toBe('stays');
    expect(demandOf('late-testfr', { value: 20, durationMs: 60_000, ...T1_T3 })).toBe('closes-t1');
  });

  it('of silence: nothing, as long as the master cannot know of it', () => {
    expect(demandOf('silent', { value: 0, durationMs: 35_000, ...T1_T3 })).toBe('free');
    expect(demandOf('silent', { value: 0, durationMs: 35_001, ...T1_T3 })).toBe('closes-t1');
  });

  it('of a wrong N(S): the connection is closed', () => {
    expect(demandOf('ns-gap', { value: 0, durationMs: 0, ...T1_T3 })).toBe('closes');
  });
});

describe('words for faults', () => {
  it('name value and duration', () => {
    expect(describeFault({ word: 'delay', value: 600, durationMs: 60_000 })).toBe('delay 600 ms for 60 s');
    expect(describeFault({ word: 'reset', value: 0, durationMs: 0 })).toBe('reset');
    expect(describeFault({ word: 'quality', value: 0xc0, durationMs: 30_000 })).toBe(
      'quality IV NT for 30 s',
    );
  });

  it('read quality flags in any order and case', () => {
    expect(readFlags('nt IV')).toBe(0xc0);
    expect(readFlags('OV+BL|sb')).toBe(0x31);
    expect(flagNames(0xf1)).toBe('IV NT SB BL OV');
    expect(readFlags('IV QQ')).toBeUndefined();
    expect(readFlags('')).toBeUndefined();
  });
});
