/**
 * Addresses by their octets with the options for their form and order, and columns that have two forms. Numbers by hand: 3·256 + 233 = 1001,
 * 1·65536 + 2·256 + 3 = 66051, 3·65536 + 2·256 + 1 = 197121, 233·256 + 3 = 59651, 101·256 = 25856.
 */
import { describe, expect, it } from 'vitest';
import { parseIoaFile } from '../../src/config/database/parse.js';
import { parseIni } from '../../src/config/ini.js';
import { type AddressForm, USUAL_ADDRESS_FORM } from '../../src/text/octet-address.js';
import { tuples } from './support.js';

const OCTETS: AddressForm = { order: 'high-first', twoWithDot: 'octets' };
const LOW_FIRST: AddressForm = { order: 'low-first', twoWithDot: 'decimal' };

const ioaFile = (form: AddressForm, ...rows: string[]) =>
  parseIoaFile(rows.join('\n'), 'd.csv', 'data/d.csv', form);

describe('an IOA file', () => {
  const rows = ['1,Y,30,1.2.3,1', '1,Y,30,0-3-233,1,,0-101,45,3-233,,500', '1,,45,5001,1-2-3'];

  it.each<[string, AddressForm, number[], number[]]>([
    ['by octets, the highest first', USUAL_ADDRESS_FORM, [66051, 1001], [101, 1001, 66051]],
    ['the lowest first', LOW_FIRST, [197121, 15270656], [25856, 59651, 197121]],
  ])('%s: signals, filters, status signals of commands', (_, form, signals, others) => {
    const parsed = ioaFile(form, ...rows);
    expect(parsed.findings).toEqual([]);
    expect(parsed.signals.map(({ ioa }) => ioa)).toEqual(signals);
    const { rtuNumber, ioa } = parsed.signals[1].filter;
    expect([rtuNumber, ioa, parsed.commands[0].statusIoa]).toEqual(others);
  });

  it('two numbers with a dot are octets only where the option says so', () => {
    expect(ioaFile(OCTETS, '1,Y,30,3.233,1', '1,Y,30,1.0,1').signals.map(({ ioa }) => ioa)).toEqual([
      1001, 256,
    ]);
    expect(ioaFile(USUAL_ADDRESS_FORM, '1,Y,30,1.0,1').signals.map(({ ioa }) => ioa)).toEqual([1]);
  });
});

describe('a column with two forms', () => {
  it.each(['1.2.3', '0-1', '3.233'])('is a finding where 1.0 stands beside %s', (other) => {
    const { findings } = ioaFile(USUAL_ADDRESS_FORM, `1,Y,30,${other},1`, '1,Y,30,1.0,1', '1,Y,30,2.0,1');
    const [finding, ...more] = tuples(findings).filter(([severity]) => severity === 'warning');
    expect(finding).toEqual([
      'warning',
      2,
      '4 (IOA)',
      '1.0',
      `addresses of one form in a column: row 1 has octets (${other}), and this is read as the number 1; with --address-form octets it is 256`,
    ]);
    expect(more).toEqual([]);
    // What is clear now is no finding.
    expect(ioaFile(OCTETS, `1,Y,30,${other},1`, '1,Y,30,1.0,1').findings).toEqual([]);
  });

  it('each column is looked at by itself', () => {
    const { findings } = ioaFile(USUAL_ADDRESS_FORM, '1,Y,30,1.2.3,1', '1,Y,30,1001,1,,,45,1.0,,500');
    expect(findings).toEqual([]);
  });

  it('whole numbers with a decimal point alone are none', () => {
    expect(ioaFile(USUAL_ADDRESS_FORM, '1,Y,30,1.0,1', '1,Y,30,1001,1').findings).toEqual([]);
  });
});

describe('an ini file', () => {
  const rows = ['1;A;0.101;2404;;;;d.csv', '2;B;0-102;2405;;;;d.csv', '3;C;103.0;2406;;;;d.csv'];

  it('has RTU numbers by octets with the option', () => {
    const { rtus, findings } = parseIni(rows.join('\n'), 'ini.csv', OCTETS);
    expect(findings).toEqual([]);
    expect(rtus.map(({ rtuNumber }) => rtuNumber)).toEqual([101, 102, 26368]);
  });

  it('is told of the column without it', () => {
    const { rtus, findings } = parseIni(rows.join('\n'), 'ini.csv');
    expect(rtus.map(({ rtuNumber }) => rtuNumber)).toEqual([102, 103]);
    expect(tuples(findings).map(([severity, row, column, found]) => [severity, row, column, found])).toEqual([
      ['error', 1, '3 (RTU number)', '0.101'],
      ['warning', 3, '3 (RTU number)', '103.0'],
    ]);
  });
});
