/** Reads a report back from its JSON, also one that an older version has written. */
import { readFileSync } from 'node:fs';
import { systemReason } from '../text/system-errors.js';
import { REPORT_SCHEMA, type RunReport } from './run-report.js';

/** Parts that every report has had from the first, and what they are. */
const PARTS: Readonly<Record<string, 'object' | 'list' | 'number' | 'text'>> = {
  program: 'object',
  machine: 'object',
  configuration: 'object',
  startedAt: 'number',
  endedAt: 'number',
  durationMs: 'number',
  ending: 'text',
  sends: 'list',
  totals: 'object',
  latency: 'object',
  latencyBuckets: 'list',
  series: 'object',
  rtus: 'list',
  links: 'list',
  shards: 'list',
  limiter: 'object',
  limits: 'list',
  verdict: 'text',
};

/** The report at `path`; otherwise what is wrong with it, as a sentence. Never throws. */
export function readRunReport(path: string): { readonly report: RunReport } | { readonly fault: string } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { fault: `${path}: ${systemReason(error, 'read')}` };
  }
  const parsed = parseReport(text);
  return 'fault' in parsed ? { fault: `${path}: ${parsed.fault}` } : parsed;
}

/** Like `readRunReport`, from a text. */
export function parseReport(text: string): { readonly report: RunReport } | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'this is no JSON; expected the report that --report run.json has written, as a whole' };
  }
  if (kindOf(value) !== 'object') return { fault: 'expected the JSON report of a run' };
  const parts = value as Record<string, unknown>;
  const { schema = 0 } = parts;
  if (typeof schema !== 'number' || schema > REPORT_SCHEMA) {
    return {
      fault: `its schema is ${JSON.stringify(schema)}, and this program reads up to ${REPORT_SCHEMA}: a newer version of the program has written it`,
    };
  }
  const missing = Object.entries(PARTS).find(([key, kind]) => kindOf(parts[key]) !== kind);
  if (missing !== undefined) {
    const [key, kind] = missing;
    return {
      fault: `no JSON report of a run: expected "${key}" to be ${kind === 'object' ? 'an' : 'a'} ${kind}`,
    };
  }
  // Pages take such objects for finished HTML; no report has any.
  if (hasKey(value, 'html')) return { fault: 'no JSON report of a run: "html" is no key of one' };
  return { report: value as RunReport };
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (value === null) return 'nothing';
  return typeof value === 'string' ? 'text' : typeof value;
}

function hasKey(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value) && Object.hasOwn(value, key)) return true;
  return Object.values(value).some((one) => hasKey(one, key));
}
