/** Rules between the fields of an RTU, and the change of a running one. Source: `docs/behaviour.md` §1, `docs/protocol.md` §1. */
import type { FindingSeverity, RtuDefinition } from '../channel/definitions.js';
import { DEFAULT_RTU_SETTINGS, type FieldProblem, parseRtuField, type RtuSettings } from './rtu-fields.js';

/** A problem of one field. */
export interface SettingProblem extends FieldProblem {
  field: string;
}

/** Whether the user gave w, or the program's default is used. */
export type WindowSource = 'given' | 'default';

const DEFAULT_W = DEFAULT_RTU_SETTINGS.w;

/**
 * Checks the fields against each other: t2 < t1 (else an error), w ≤ k. A default w is lowered to k (`settings` is changed),
 * an explicit one is kept with a warning.
 */
export function settleRtuSettings(settings: RtuSettings, wSource: WindowSource): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const report = (severity: FindingSeverity, field: string, found: string, expected: string): void => {
    problems.push({ severity, field, found, expected });
  };
  if (settings.t2Ms >= settings.t1Ms) {
    report('error', 't2', String(settings.t2Ms / 1000), `seconds below t1 (${settings.t1Ms / 1000})`);
  }
  if (wSource === 'default') settings.w = Math.min(DEFAULT_W, settings.k);
  else if (settings.w > settings.k) {
    report('warning', 'w', String(settings.w), `at most k (${settings.k})`);
  }
  return problems;
}

/** The changed definition, absent if a problem is an error. */
export interface RtuChange {
  definition?: RtuDefinition;
  problems: SettingProblem[];
}

/**
 * Applies `fields` (texts by field name, only what changes) to a copy of `base`, for a restart over HTTP (`docs/behaviour.md` §7).
 * All problems are collected. The caller checks whether address and port are free.
 */
export function changeRtu(base: RtuDefinition, fields: Readonly<Record<string, string>>): RtuChange {
  const definition: RtuDefinition = { ...base };
  const problems: SettingProblem[] = [];
  for (const [field, text] of Object.entries(fields)) {
    const reading = parseRtuField(field, text.trim());
    Object.assign(definition, reading.patch);
    for (const problem of reading.problems) problems.push({ ...problem, field });
  }
  const untouched = !Object.hasOwn(fields, 'w') && base.w === Math.min(DEFAULT_W, base.k);
  problems.push(...settleRtuSettings(definition, untouched ? 'default' : 'given'));
  return problems.some((problem) => problem.severity === 'error') ? { problems } : { definition, problems };
}
