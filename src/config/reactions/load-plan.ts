/** Files of reactions and of expectations: several are one plan, and an error in one of them is an error of all. */
import type { Finding } from '../../channel/definitions.js';
import { readTextFile } from '../text-file.js';

/** The text of a file, with its name in findings. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** A plan, and all findings about its files. With an error there is no plan: one without some of its rows would be another one. */
export interface PlanReading<Plan> {
  readonly plan?: Plan;
  readonly findings: Finding[];
  /** Sentences for `--check`: every row in words. */
  readonly notes: string[];
}

/** Reads the files at these paths and makes a plan of their texts. Never throws. */
export function loadPlan<Plan>(
  paths: readonly string[],
  parse: (texts: readonly NamedText[]) => PlanReading<Plan>,
): PlanReading<Plan> {
  const findings: Finding[] = [];
  const texts: NamedText[] = [];
  for (const path of paths) {
    const reading = readTextFile(path, path);
    if ('finding' in reading) findings.push(reading.finding);
    else {
      findings.push(...reading.warnings);
      texts.push({ file: path, text: reading.text });
    }
  }
  const parsed = parse(texts);
  const all = [...findings, ...parsed.findings];
  const { plan, notes } = parsed;
  return plan === undefined || all.some(isError) ? { findings: all, notes } : { plan, findings: all, notes };
}

/** Whether a finding keeps the plan from being used. */
export function isError({ severity }: Finding): boolean {
  return severity === 'error';
}
