import type { EngineOptions } from '../engine-options.js';
import { type DatabaseNews, DatabaseStore } from './database-store.js';
import { startTableReader } from './table-reader.js';

/** Watches the IOA files of an engine; `undefined`: nobody watches them. */
export function startDatabases(
  { databases, tables }: EngineOptions,
  onNews: (news: DatabaseNews) => void,
): DatabaseStore | undefined {
  if (databases === undefined) return undefined;
  const { folder, findings, readAtMs, addresses } = databases;
  return new DatabaseStore(folder, tables, findings, readAtMs, onNews, startTableReader(addresses));
}
