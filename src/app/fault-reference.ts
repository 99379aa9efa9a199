/** Every fault on purpose as a page of the manual (`docs/manual/fault-words.md`), from their table. */
import { FAULT_WORDS, type FaultWord, faultKind } from '../faults/fault-catalog.js';
import type { FaultGroup, FaultValue } from '../faults/fault-kind.js';
import { demandWords } from '../report/fault-judging.js';

const GROUPS: Readonly<Record<FaultGroup, string>> = {
  link: 'The connection',
  apci: 'Sequence numbers, U frames, framing',
  asdu: 'ASDUs and time tags',
  data: 'Data',
  requests: 'Answers to the master',
};

/** The page as Markdown. */
export function faultReference(): string {
  return [
    '# Faults, word by word',
    '',
    'This page is made from the table of faults: `npm run docs:reference` writes it. How they are used: [Faults on purpose](faults.md).',
    ...(Object.keys(GROUPS) as FaultGroup[]).flatMap(groupOf),
    '',
  ].join('\n');
}

function groupOf(group: FaultGroup): string[] {
  const words = FAULT_WORDS.filter((word) => faultKind(word).group === group);
  return [
    '',
    `## ${GROUPS[group]}`,
    '',
    '| word | the RTU … | duration | value | demanded of the master | from |',
    '|---|---|---|---|---|---|',
    ...words.map(rowOf),
  ];
}

function rowOf(word: FaultWord): string {
  const { help, span, value, demand, source, share } = faultKind(word);
  const points = share === 'points' ? ' (a share of its points)' : '';
  const asked =
    typeof demand === 'function'
      ? 'by its value and duration: keeps the connection, or closes it by t1'
      : demandWords(demand);
  const spans = { once: 'none', lasting: 'needed', either: 'none: once' } as const;
  return `| \`${word}\` | ${help}${points} | ${spans[span]} | ${valueText(value)} | ${asked} | ${source} |`;
}

function valueText(value: FaultValue | undefined): string {
  if (value === undefined) return '–';
  const { unit, least, most, preset, meaning } = value;
  if (unit === 'flags') return meaning;
  const range = `${least}…${most}${unit === 'number' ? '' : ` ${unit}`}`;
  return `${meaning}, ${range}${preset === undefined ? '' : `; else ${preset}`}`;
}
