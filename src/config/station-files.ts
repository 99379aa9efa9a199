/** The IOA files of each station. */
import type { RtuDefinition } from '../channel/definitions.js';

/** The files of the RTUs of each number, which are the ports of one station: each file once, in the order of the ini file. */
export function filesByStation(rtus: readonly RtuDefinition[]): ReadonlyMap<number, ReadonlySet<string>> {
  const stations = new Map<number, Set<string>>();
  for (const { rtuNumber, ioFile } of rtus) {
    const files = stations.get(rtuNumber);
    if (files === undefined) stations.set(rtuNumber, new Set([ioFile]));
    else files.add(ioFile);
  }
  return stations;
}
