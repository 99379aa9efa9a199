/** The addresses of one file, and the columns that write them in two forms. Source: `docs/behaviour.md` §1. */
import { type AddressForm, addressDigits, formOfAddress } from '../text/octet-address.js';
import type { FindingCollector } from './findings.js';

/** A cell of a column. */
interface Place {
  readonly row: number;
  readonly text: string;
}

/** What a column has: its first cell that only octets explain, and the first that is a decimal number or octets. */
interface Column {
  octets?: Place;
  either?: Place & { readonly most: 2 | 3 };
}

/** Reads the addresses of a file in one form. */
export class AddressColumns {
  private readonly columns = new Map<string, Column>();

  constructor(private readonly form: AddressForm) {}

  /** The digits of an address; any other text as it is. `most`: octets that it has at most; `column`: as findings name it. */
  digits(text: string, most: 2 | 3, column: string, row: number): string {
    const form = formOfAddress(text);
    if (form !== 'number') this.note(column, form, { row, text, most });
    return addressDigits(text, most, this.form);
  }

  /** Reports the columns in which a number such as `1.0` may be meant as octets, because others are written so. */
  report(findings: FindingCollector): void {
    if (this.form.twoWithDot === 'octets') return;
    for (const [column, { octets, either }] of this.columns) {
      if (octets === undefined || either === undefined) continue;
      const { row, text, most } = either;
      const meant = addressDigits(text, most, { ...this.form, twoWithDot: 'octets' });
      findings.warning(
        row,
        column,
        text,
        `addresses of one form in a column: row ${octets.row} has octets (${octets.text}), and this is read as the number ${Number(text)}; ` +
          `with --address-form octets it is ${meant}`,
      );
    }
  }

  private note(column: string, form: 'octets' | 'either', place: Place & { most: 2 | 3 }): void {
    const seen = this.columns.get(column) ?? {};
    seen[form] ??= place;
    this.columns.set(column, seen);
  }
}
