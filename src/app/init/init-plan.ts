/** What `iec104rs init` writes, and what is in its way. Pure. */

/** A file of the new folder. */
export interface NewFile {
  /** From the new folder, with `/`. */
  readonly path: string;
  readonly content: Buffer;
}

/** What a path is; `undefined`: nothing is there. */
export type PathKind = 'file' | 'folder' | undefined;

/** What is written, if nothing is in the way. */
export interface InitPlan {
  /** Folders below the new one, outer ones first. */
  readonly folders: readonly string[];
  readonly files: readonly NewFile[];
  /** Each thing in the way, as `PATH`, or `PATH: why`. */
  readonly conflicts: readonly string[];
}

/** Plans the files of a folder; `kindOf` says what a path below it is, `''` the folder itself. */
export function planInit(files: readonly NewFile[], kindOf: (path: string) => PathKind): InitPlan {
  const folders = [...new Set(files.flatMap(({ path }) => foldersOf(path)))].sort();
  const blocked = ['', ...folders].filter((path) => kindOf(path) === 'file');
  const there = files.flatMap(({ path }) => {
    const kind = kindOf(path);
    if (kind === undefined) return [];
    return kind === 'file' ? [path] : [`${path}: a folder has its name`];
  });
  const conflicts = [
    ...blocked.map((path) => `${path === '' ? 'the folder itself' : path}: a file has its name`),
    ...there,
  ];
  return { folders, files, conflicts };
}

/** `a/b/c.csv` lies in `a` and `a/b`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** The row that the samples have as a comment, with any separator: a spreadsheet may have written them again. */
const KEEP_EVENTS_OFF = /^#(?=events[,;\t|] *keep\b)/gm;

/** An ini file with its row `#events,keep` as a setting; all else is as it was, octet for octet. */
export function withKeptEvents(ini: Buffer): Buffer {
  return Buffer.from(ini.toString('latin1').replace(KEEP_EVENTS_OFF, ''), 'latin1');
}
