/** The upper part of the page: the verdict, what was tested, and the bottleneck. */
import { countOf, formatDuration, formatInstant, formatNumber } from '../text/format.js';
import { VERDICT_WORDS, verdictClass } from './document/verdict-word.js';
import { escapeHtml, facts, type Html, paragraph, section, table } from './html-text.js';
import { pauseSentences } from './pause-words.js';
import { findDoubts, findGaps } from './report-checks.js';
import type { RunReport } from './run-report.js';
import { blameOf, verdictWords } from './summary-lines.js';

/** Longest list of files that is not folded. */
const FILES_SHOWN = 12;

const WHO = {
  simulator: 'The simulator, not the front-end',
  machine: "The simulator's machine, not the front-end",
  master: 'The front-end',
  ask: 'Neither: no more was asked for',
  unknown: 'Not known',
} as const;

/** Verdict and limits, and reasons to doubt them. */
export function verdictSection(report: RunReport): string {
  const { verdict, limits } = report;
  const parts = [`<p class="word">${VERDICT_WORDS[verdict]}</p>`];
  const words = verdict === 'NONE' ? nothingJudged(report) : verdictWords(report);
  const sentence = `${words[0].toUpperCase()}${words.slice(1)}.`;
  parts.push(report.caveat === undefined ? paragraph(sentence) : paragraph(sentence, 'caveat'));
  for (const doubt of findDoubts(report)) parts.push(paragraph(doubt, 'error'));
  const blame = blameOf(report);
  if (blame !== undefined) parts.push(paragraph(blame, 'blame'));
  for (const gap of [...findGaps(report), ...pauseSentences(report)]) parts.push(paragraph(gap, 'warning'));
  if (limits.length > 0) {
    const columns = [
      { head: 'Verdict', text: true as const, cell: (limit: Limit) => mark(limit.verdict) },
      { head: 'Limit and what came out', text: true as const, cell: (limit: Limit) => limit.text },
      { head: 'As stated', text: true as const, cell: (limit: Limit) => limit.limit },
    ];
    parts.push(table(columns, limits));
  }
  return section('Verdict and limits', parts, `verdict ${verdictClass(verdict)}`);
}

type Limit = RunReport['limits'][number];

function mark(verdict: Limit['verdict']): Html {
  return { html: `<strong class="${verdictClass(verdict)}">${verdict}</strong>` };
}

function nothingJudged({ caveat }: RunReport): string {
  return caveat === undefined ? 'nothing was judged' : `nothing was judged; ${caveat}`;
}

/** Facts about the test: configuration, program, machine and times. */
export function testedSection(report: RunReport): string {
  const { program, machine, configuration, totals } = report;
  const { files } = configuration;
  const list = table(
    [
      { head: 'File', text: true, cell: (file) => file.path },
      { head: 'Octets', cell: (file) => formatNumber(file.octets) },
      { head: 'SHA-256', text: true, cell: (file) => code(file.sha256) },
    ],
    files,
    { empty: 'No file was read.' },
  );
  return section('What was tested', [
    facts([
      ['Started', formatInstant(report.startedAt)],
      ['Ended', `${formatInstant(report.endedAt)}${report.ending === 'interrupted' ? ', interrupted' : ''}`],
      [
        'Sent',
        `after ${formatDuration(report.sendingMs)}, from the first common start until nothing was left to send`,
      ],
      ['Duration', `${formatDuration(report.durationMs)}, first common start to last signal accounted for`],
      [
        'RTUs',
        `${formatNumber(configuration.rtus)}; online ${formatNumber(totals.onlineAtStart)} at the start, ` +
          `${formatNumber(totals.onlineLeast)} at the least`,
      ],
      ['Database rows', `${formatNumber(configuration.rows)} monitored`],
      ['Configuration', code(configuration.hash)],
      ['Loader', `${countOf(configuration.errors, 'error')}, ${countOf(configuration.warnings, 'warning')}`],
      ['Arguments', code(configuration.arguments.map(quoted).join(' '))],
      ['Shards, signal log', `${formatNumber(configuration.shards)}, ${configuration.signalLog}`],
      ['Program', `${program.name} ${program.version}${packageOf(program)} on Node.js ${machine.node}`],
      ['Machine', `${machine.host}, ${machine.system}`],
      [
        'Processor, memory',
        `${formatNumber(machine.processors)} × ${machine.processor}, ${formatNumber(machine.memoryOctets / 2 ** 30, 1)} GiB`,
      ],
    ]),
    files.length <= FILES_SHOWN
      ? list
      : `<details><summary>${countOf(files.length, 'file')}</summary>\n${list}\n</details>`,
  ]);
}

/** The bottleneck in one sentence, and the lines printed before the run. */
export function bottleneckSection({ limiter, possible }: RunReport): string {
  const parts = [
    `<p class="bottleneck"><strong>${escapeHtml(WHO[limiter.who])}.</strong> ${escapeHtml(limiter.text)}</p>`,
  ];
  if (possible.length > 0) {
    const items = possible.map((line) => `<li>${escapeHtml(line)}</li>`);
    parts.push(paragraph('Said before the run:'), `<ul>\n${items.join('\n')}\n</ul>`);
  }
  return section('Who was the limit', parts);
}

function code(text: string): Html {
  return { html: `<code>${escapeHtml(text)}</code>` };
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

function packageOf({ package: form }: RunReport['program']): string {
  return form === undefined ? '' : ` (${form})`;
}
