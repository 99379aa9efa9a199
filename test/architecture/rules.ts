/** The direction of imports and the house rules on files, as data and as one function over sources. */
import { findReferences, lineAt, type Reference, readSource, type SourceText } from './source-text.js';

/** A file of `src`: path from there with `/`, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** What a room may refer to. */
interface Room {
  /** Other rooms it may import from: a name stands for the folder and all below it. Its own files are always allowed. */
  readonly rooms: readonly string[];
  /** May import `node:` modules. */
  readonly node?: true;
  /** npm packages it may import. */
  readonly packages?: readonly string[];
  /** Files of other rooms that it may import, each by itself. */
  readonly files?: readonly string[];
  /** Files of other rooms of which only types may be imported. */
  readonly typesOf?: readonly string[];
  /** Rooms it may name by a file URL (to start a thread), not import. */
  readonly urlsTo?: readonly string[];
  /** No clock, timer, process, console or Buffer. */
  readonly pure?: true;
}

/**
 * Every room with what it may import. `main` are the files beside the folders of `src`: one for each program.
 * A file belongs to the room with the longest name that its path begins with.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  text: { rooms: [], pure: true },
  'command-line': { rooms: ['text'], packages: ['commander'] },
  progress: { rooms: ['text'], node: true, packages: ['cli-progress'] },
  csv: { rooms: ['text'], node: true, packages: ['csv-parse'] },
  codec: { rooms: [], pure: true },
  faults: { rooms: ['text'], pure: true },
  // The loose files of `station` put its rooms together. The rooms know of them what is an interface or plain data.
  station: {
    rooms: [
      'station/requests',
      'station/events',
      'station/sends',
      'station/faults',
      'station/measures',
      'station/points',
      'station/apci',
      'codec',
      'faults',
      'text',
    ],
    pure: true,
  },
  'station/apci': { rooms: ['codec'], files: ['station/parameters.ts', 'station/time-tag.ts'], pure: true },
  'station/points': { rooms: ['station/apci', 'codec', 'text'], pure: true },
  'station/measures': { rooms: [], pure: true },
  'station/sends': {
    rooms: ['station/measures', 'station/points', 'station/apci', 'codec'],
    files: ['station/ports.ts', 'station/time-tag.ts', 'station/fifo.ts'],
    pure: true,
  },
  'station/events': {
    rooms: ['station/sends', 'station/measures', 'station/points', 'station/apci', 'codec'],
    files: ['station/parameters.ts', 'station/ports.ts', 'station/time-tag.ts', 'station/fifo.ts'],
    pure: true,
  },
  'station/faults': { rooms: ['station/points', 'station/apci', 'codec', 'faults'], pure: true },
  'station/requests': {
    rooms: ['station/faults', 'station/measures', 'station/points', 'codec', 'faults'],
    files: ['station/ports.ts'],
    pure: true,
  },
  // The session of a controlling station, for the master and for the RTU's side of the gateway.
  controlling: { rooms: ['codec'], pure: true },
  gateway: {
    rooms: ['controlling', 'station/apci', 'station/measures', 'codec', 'text'],
    files: ['station/parameters.ts'],
    pure: true,
  },
  reactions: { rooms: ['station', 'codec', 'text'], pure: true },
  'end-to-end': { rooms: ['station', 'codec', 'text'], pure: true },
  interoperability: {
    rooms: ['station', 'codec', 'text'],
    // The page goes through the one place that makes HTML of text.
    files: ['report/html-text.ts'],
    pure: true,
  },
  channel: {
    rooms: ['gateway', 'reactions', 'station', 'codec', 'faults', 'text'],
    node: true,
    packages: ['comlink'],
  },
  figures: { rooms: ['channel', 'gateway', 'station', 'codec', 'text'], node: true },
  'log-writer': { rooms: ['channel', 'text'], node: true },
  workers: {
    rooms: ['log-writer', 'channel', 'gateway', 'reactions', 'station', 'codec', 'faults', 'text'],
    node: true,
    packages: ['piscina', 'comlink'],
  },
  config: {
    rooms: [
      'config/database',
      'config/gateway',
      'config/reactions',
      'csv',
      'channel',
      'gateway',
      'station',
      'codec',
      'text',
    ],
    node: true,
  },
  'config/reactions': {
    rooms: ['config/database', 'csv', 'channel', 'reactions', 'station', 'codec', 'text'],
    files: ['config/csv-rows.ts', 'config/findings.ts', 'config/text-file.ts'],
  },
  'config/database': {
    rooms: ['csv', 'channel', 'station', 'codec', 'text'],
    files: ['config/address-columns.ts', 'config/csv-rows.ts', 'config/findings.ts'],
  },
  'config/gateway': {
    rooms: ['csv', 'channel', 'gateway', 'text'],
    files: [
      'config/address-columns.ts',
      'config/addresses.ts',
      'config/csv-rows.ts',
      'config/findings.ts',
      'config/setting-rows.ts',
      'config/text-file.ts',
    ],
  },
  coordinator: {
    rooms: [
      'log-writer',
      'config',
      'figures',
      'channel',
      'gateway',
      'reactions',
      'station',
      'codec',
      'faults',
      'text',
    ],
    node: true,
    packages: ['piscina', 'comlink', 'pino'],
    urlsTo: ['workers', 'config'],
  },
  http: {
    rooms: [
      'live',
      'monitor',
      'coordinator',
      'config',
      'figures',
      'channel',
      'gateway',
      'reactions',
      'station',
      'codec',
      'faults',
      'text',
    ],
    node: true,
    packages: ['fastify', '@fastify/swagger', 'prom-client'],
  },
  report: { rooms: ['figures', 'faults', 'text'], node: true },
  run: {
    files: ['live/messages.ts'],
    rooms: [
      'end-to-end',
      'report',
      'progress',
      'coordinator',
      'config',
      'figures',
      'csv',
      'channel',
      'station',
      'codec',
      'faults',
      'text',
    ],
    node: true,
  },
  monitor: { rooms: ['figures', 'channel', 'text'], typesOf: ['coordinator/api.ts'] },
  live: { rooms: ['monitor', 'figures', 'channel', 'faults', 'text'], typesOf: ['coordinator/api.ts'] },
  // The live page itself: it runs in a browser.
  web: { rooms: ['text'], files: ['live/messages.ts'] },
  tui: {
    rooms: ['monitor', 'figures', 'channel', 'gateway', 'faults', 'text'],
    node: true,
    packages: ['blessed'],
    typesOf: ['coordinator/api.ts', 'coordinator/gateway/gateway-api.ts'],
  },
  compare: {
    rooms: [
      'compare/input',
      'compare/matching',
      'compare/output',
      'end-to-end',
      'command-line',
      'progress',
      'text',
    ],
    node: true,
  },
  'compare/input': {
    rooms: ['end-to-end', 'csv', 'codec', 'text'],
    files: ['channel/sent-list-format.ts'],
    node: true,
  },
  'compare/matching': { rooms: ['compare/input'], pure: true },
  'compare/output': { rooms: ['compare/matching', 'compare/input', 'end-to-end', 'csv', 'text'], node: true },
  master: { rooms: ['csv', 'controlling', 'codec', 'text', 'command-line'], node: true },
  book: { rooms: ['config', 'csv', 'channel', 'reactions', 'station', 'text'], node: true },
  app: {
    rooms: [
      'book',
      'compare',
      'interoperability',
      'master',
      'command-line',
      'progress',
      'tui',
      'run',
      'end-to-end',
      'report',
      'http',
      'coordinator',
      'log-writer',
      'config',
      'figures',
      'channel',
      'gateway',
      'reactions',
      'station',
      'codec',
      'faults',
      'text',
    ],
    node: true,
    urlsTo: ['main'],
  },
  main: { rooms: ['app'] },
};

/** The files of the room `main`. */
const PROGRAMS = ['main.ts', 'mm2ss.ts'];

/** The most lines of a file. */
export const MOST_LINES = 400;

/** The comment of a symbol has to say itself what the symbol is. */
const POINTER = /\bSee the file's head\b/g;

/** Globals by which a pure room would reach the machine; `.name` and `name:` are members, not globals. */
const IMPURE =
  /(?<![.\w$])(?:setTimeout|setInterval|setImmediate|queueMicrotask|performance|process|console|Buffer)\b(?!\s*\??:)|\b(?:Date\s*\.\s*now|Math\s*\.\s*random)\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s(]))|(?<!\bnew\s+)(?<![.\w$])Date\s*\(/g;

const DEFAULT_EXPORT =
  /\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b|\bexport\s*\{\s*default\b|\bexport\s*=/g;
const ENUM = /(?<![.\w$])enum\s+[A-Za-z_$][\w$]*\s*\{/g;
const FILE_NAME = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/;

/** Every breach as `path:line message`, in the order of the files. */
export function findBreaches(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map((file) => file.path));
  const breaches = files.flatMap((file) => breachesOf(file, paths));
  return [...breaches, ...findCycles(files, paths)];
}

function breachesOf(file: SourceFile, paths: ReadonlySet<string>): string[] {
  const source = readSource(file.text);
  const name = roomOf(file.path);
  const room = ROOMS[name];
  if (room === undefined) return [`${file.path}:1 belongs to no room`];
  const breaches: string[] = [];
  const report = (line: number, message: string) => breaches.push(`${file.path}:${line} ${message}`);
  const reportAll = (pattern: RegExp, message: (found: string) => string) => {
    for (const match of source.code.matchAll(pattern)) {
      report(lineAt(source.code, match.index), message(match[0].replace(/\s+/g, ' ')));
    }
  };

  // A declaration file says what somebody else's package exports; nothing of it is left after compiling.
  const declares = file.path.endsWith('.d.ts');
  for (const reference of declares ? [] : findReferences(source)) {
    const fault = faultOf(reference, file.path, name, room, paths);
    if (fault !== undefined) report(reference.line, fault);
  }
  if (room.pure) reportAll(IMPURE, (found) => `${name} must not use ${found}`);
  if (!declares) reportAll(DEFAULT_EXPORT, () => 'has a default export');
  reportAll(ENUM, (found) => `declares ${found.replace(/ ?\{$/, '')}`);
  if (!FILE_NAME.test(file.path)) report(1, 'is not in kebab-case');
  for (const match of file.text.matchAll(POINTER)) {
    report(lineAt(file.text, match.index), 'has a comment that only points elsewhere');
  }
  const lines = file.text.replace(/\n$/, '').split('\n').length;
  if (lines > MOST_LINES) report(lines, `has ${lines} lines, at most ${MOST_LINES} are allowed`);
  return breaches;
}

function faultOf(
  { kind, specifier }: Reference,
  path: string,
  name: string,
  room: Room,
  paths: ReadonlySet<string>,
): string | undefined {
  if (specifier === '?') return 'imports a computed name';
  if (specifier.startsWith('node:')) return room.node ? undefined : `${name} must not import ${specifier}`;
  if (!specifier.startsWith('.')) {
    const scoped = specifier.startsWith('@');
    const npm = specifier
      .split('/')
      .slice(0, scoped ? 2 : 1)
      .join('/');
    return room.packages?.includes(npm) ? undefined : `${name} must not import ${npm}`;
  }
  // File URLs may also name data; only what lies in `src` is looked at.
  const target = resolvePath(path, specifier);
  if (kind !== 'url' && !specifier.endsWith('.js')) return `imports ${specifier} without .js`;
  if (!paths.has(target)) return kind === 'url' ? undefined : `imports ${specifier}, which is not there`;
  const to = roomOf(target);
  const within = (rooms: readonly string[] = []) =>
    rooms.some((room) => to === room || to.startsWith(`${room}/`));
  if (to === name || within(room.rooms) || room.files?.includes(target)) return undefined;
  if (kind === 'type' && room.typesOf?.includes(target)) return undefined;
  if (kind === 'url' && within(room.urlsTo)) return undefined;
  return `${name} must not ${kind === 'url' ? 'name' : 'import'} ${target}`;
}

/** The room with the longest name that the path begins with; its first folder where there is none. */
function roomOf(path: string): string {
  const parts = path.split('/').slice(0, -1);
  if (parts.length === 0) return PROGRAMS.includes(path) ? 'main' : '';
  for (let n = parts.length; n > 0; n--) {
    const name = parts.slice(0, n).join('/');
    if (ROOMS[name] !== undefined) return name;
  }
  return parts[0];
}

/** The file of `src` that a relative specifier names; `..` above `src` leads to a name that no file has. */
function resolvePath(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.length > 0 ? parts.pop() : parts.push('..');
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/').replace(/\.js$/, '.ts');
}

/**
 * Cycles of imports, those of types counted: a part must not know the whole that it belongs to, only what it uses of it.
 * Each is told once, from its first file on.
 */
function findCycles(files: readonly SourceFile[], paths: ReadonlySet<string>): string[] {
  const importsOf = new Map(
    files.map((file) => [file.path, targetsOf(file.path, readSource(file.text), paths)]),
  );
  const cycles = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const ring = trail.slice(start);
      const first = ring.indexOf([...ring].sort()[0]);
      const turned = [...ring.slice(first), ...ring.slice(0, first)];
      cycles.add(`${turned[0]}:1 imports itself: ${[...turned, turned[0]].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const target of importsOf.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return [...cycles];
}

function targetsOf(path: string, source: SourceText, paths: ReadonlySet<string>): string[] {
  return findReferences(source)
    .filter(({ kind, specifier }) => kind !== 'url' && specifier.startsWith('.'))
    .map(({ specifier }) => resolvePath(path, specifier))
    .filter((target) => paths.has(target));
}
