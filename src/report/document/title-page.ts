/** The title page: what was tested, where and when, what came out, and with which program. */
import { formatInstant } from '../../text/format.js';
import { COVER_FIELDS } from '../cover.js';
import { escapeHtml, facts, type Html, paragraph } from '../html-text.js';
import type { RunReport } from '../run-report.js';
import { verdictWords } from '../summary-lines.js';
import { VERDICT_WORDS, verdictClass } from './verdict-word.js';

/** The page; on a screen the head of the report. */
export function titlePage(report: RunReport): string {
  const { verdict, cover = {}, program, machine, configuration } = report;
  const began = formatInstant(report.startedAt);
  const said = COVER_FIELDS.flatMap(({ key, label }): [string, string | Html][] => {
    const value = cover[key];
    if (key === 'title' || value === undefined) return [];
    return [[label, typeof value === 'string' ? value : listOf(value)]];
  });
  const words =
    verdict === 'NONE' ? 'no limit was stated, so there is nothing to judge' : verdictWords(report);
  const form = program.package === undefined ? '' : ` (${program.package})`;
  return [
    '<header class="title-page">',
    '<p class="kind">Test report, IEC 60870-5-104</p>',
    `<h1>${escapeHtml(cover.title ?? `Run of ${began}`)}</h1>`,
    `<p class="result ${verdictClass(verdict)}">${VERDICT_WORDS[verdict]}</p>`,
    paragraph(sentence(words)),
    facts([
      ...said,
      ['Date', began],
      ['Program', `${program.name} ${program.version}${form} on Node.js ${machine.node}`],
      ['Configuration', { html: `<code>${escapeHtml(configuration.hash)}</code>` }],
    ]),
    '</header>',
  ].join('\n');
}

function listOf(texts: readonly string[]): Html {
  return { html: texts.map((text) => `<div>${escapeHtml(text)}</div>`).join('') };
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
