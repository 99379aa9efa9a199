/** Findings of a file: how much of a cell they show, and how errors are counted. */
import { describe, expect, it } from 'vitest';
import { formatFinding } from '../../src/channel/definitions.js';
import { collectFindings, columnName } from '../../src/config/findings.js';

describe('findings', () => {
  it('count errors and warnings apart, and keep their order', () => {
    const findings = collectFindings('f.csv');
    findings.warning(1, '', 'a', 'b');
    expect(findings.errors).toBe(0);
    findings.error(2, columnName(4, 'port'), '0', '1…65535');
    findings.error(3, '', 'x', 'y');
    expect(findings.errors).toBe(2);
    expect(findings.list.map(formatFinding)).toEqual([
      'warning: f.csv:1: found "a", expected b',
      'f.csv:2 column 4 (port): found "0", expected 1…65535',
      'f.csv:3: found "x", expected y',
    ]);
  });

  it('show 80 characters of a cell', () => {
    const findings = collectFindings('f.csv');
    findings.error(1, '', 'x'.repeat(80), 'less');
    findings.error(2, '', `${'x'.repeat(80)}y`, 'less');
    expect(findings.list.map(({ found }) => found)).toEqual(['x'.repeat(80), `${'x'.repeat(80)}…`]);
  });
});
