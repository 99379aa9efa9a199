/** The lines that are signed. */
import { escapeHtml, paragraph, section } from '../html-text.js';
import type { RunReport } from '../run-report.js';

/** A row for the tester and one for each witness, at least one; who is not named writes the name. */
export function signaturesSection({ cover = {} }: Pick<RunReport, 'cover'>): string {
  const { tester = '', witness = [], place = '' } = cover;
  const people = [
    ['Tester', tester],
    ...(witness.length === 0 ? [''] : witness).map((name) => ['Witness', name]),
  ];
  const rows = people.map(
    ([role, name]) =>
      `<tr><th scope="row" class="t">${role}</th><td class="t">${escapeHtml(name)}</td>` +
      `<td class="t">${escapeHtml(place)}</td><td></td><td></td></tr>`,
  );
  const heads = ['Role', 'Name', 'Place', 'Date', 'Signature'].map(
    (head) => `<th scope="col" class="t">${head}</th>`,
  );
  return section('Signatures', [
    paragraph(
      'Those who sign have seen the test, or read this report, and agree with the results and with the remarks above.',
    ),
    `<div class="scroll"><table class="sign-lines"><thead><tr>${heads.join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`,
  ]);
}
