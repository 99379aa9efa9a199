/** The files that a run writes, checked before it begins: a path that fails at the end would lose the run's results. */
import { closeSync, openSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkReportPath } from '../../report/report-path.js';
import { systemReason } from '../../text/system-errors.js';
import { windowsNameFault } from '../../text/windows-names.js';
import type { SimulatorOptions } from './simulator-options.js';

/** The paths among the options. */
export type RunPaths = Pick<
  SimulatorOptions,
  'ini' | 'data' | 'reactions' | 'expectations' | 'coverFile' | 'profile' | 'reports' | 'sentList' | 'walk'
>;

/**
 * Why the reports or the sent list could not be written, or would overwrite a file of the run; `undefined` if they can
 * be written. `ioaFiles`: names of the IOA files that the run uses.
 */
export function findPathFault(paths: RunPaths, ioaFiles: Iterable<string>): string | undefined {
  const clash = findClash(paths, ioaFiles);
  if (clash !== undefined) return clash;
  for (const path of paths.reports) {
    const fault = checkReportPath(path);
    if (fault !== undefined) return fault;
  }
  return paths.sentList === undefined ? undefined : findSentListFault(paths.sentList);
}

function findClash(
  { ini, data, reactions, expectations, coverFile, profile, reports, sentList, walk }: RunPaths,
  ioaFiles: Iterable<string>,
): string | undefined {
  const inputs = [ini, ...[...ioaFiles].map((file) => join(data, file))];
  inputs.push(...reactions, ...expectations);
  for (const path of [profile, coverFile]) if (path !== undefined) inputs.push(path);
  const outputs = reports.map((path) => ({ what: 'report', path }));
  if (sentList !== undefined) outputs.push({ what: 'sent list', path: sentList });
  for (const path of [walk?.sheet, walk?.page]) if (path !== undefined) outputs.push({ what: 'sheet', path });
  return findOverwritten(inputs, outputs);
}

/** Why an output would overwrite a file that is read, or another output; `undefined`: none does. */
export function findOverwritten(
  inputs: readonly string[],
  outputs: readonly { readonly what: string; readonly path: string }[],
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const place = (path: string) => placeOf(path, platform);
  const taken = new Map(inputs.map((path) => [place(path), 'the run reads it']));
  for (const { what, path } of outputs) {
    const why = taken.get(place(path));
    if (why !== undefined) return `${what} ${path}: ${why}`;
    taken.set(place(path), 'another report or list goes there');
  }
  return undefined;
}

/** Opens the list to append: the list of an earlier run stays until this run begins. */
function findSentListFault(path: string): string | undefined {
  const nameFault = process.platform === 'win32' ? windowsNameFault(path) : undefined;
  if (nameFault !== undefined) return `sent list ${path}: ${nameFault}`;
  try {
    closeSync(openSync(path, 'a'));
    return undefined;
  } catch (error) {
    return `sent list ${path}: ${systemReason(error, 'write')}`;
  }
}

/** Gives the same name for the same file, even if it is reached through different links. Windows makes no difference of upper and lower case. */
function placeOf(path: string, platform: NodeJS.Platform): string {
  const place = realOrWhole(path);
  return platform === 'win32' ? place.toLowerCase() : place;
}

function realOrWhole(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
