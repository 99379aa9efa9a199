/** Notices when IOA files change (`docs/behaviour.md` §2). */
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Time between two checks of every file. */
const POLL_MS = 250;
/** A file that has not changed for this long is reported. */
const REST_MS = 100;

/** A file that another program holds is tried again after this time. */
const HELD_MS = 1000;

/** What `onRest` returns. `wait`: call again a little later, unless the file changes before; `held`: call again after some time. */
export type RestReply = 'done' | 'wait' | 'held';

/** A watched file. */
interface Watched {
  /** Its mark (see `markOf`) when `onRest` last returned `done`. */
  reportedMark: string;
  /** Its mark at the last check, and since when the mark is the same (`performance.now()`, ms). */
  lastMark: string;
  sinceMs: number;
  timer: NodeJS.Timeout | undefined;
  isChecking: boolean;
}

const GONE = 'gone';

/**
 * Reports files of a folder that have changed and are now at rest: written in place, replaced by a rename, deleted, created
 * again. Notices of the system make this fast. Where they do not come (network drives, too many watches, a replaced
 * folder), a check of every file four times a second finds the change.
 */
export class DatabaseWatch {
  private readonly files = new Map<string, Watched>();
  private readonly poll: NodeJS.Timeout;
  private notices: FSWatcher | undefined;

  /** `onRest` is called for every file that has changed and then not changed again for `restedMs`. */
  constructor(
    private readonly folder: string,
    private readonly onRest: (file: string, restedMs: number) => RestReply | Promise<RestReply>,
  ) {
    this.poll = setInterval(() => this.lookAtAll(), POLL_MS);
    this.poll.unref();
    try {
      this.notices = watch(folder, { persistent: false }, (_kind, name) => {
        if (name === null) this.lookAtAll();
        else this.lookSoon(name);
      });
      this.notices.on('error', () => this.dropNotices());
    } catch {
      // The regular checks are enough.
    }
  }

  /**
   * Begins to watch a file that was read at `readAtMs` (wall time, ms since 1970) or a little later:
   * a change from then on counts as one.
   */
  async add(file: string, readAtMs: number): Promise<void> {
    if (this.files.has(file)) return;
    const watched: Watched = {
      reportedMark: '',
      lastMark: '',
      sinceMs: 0,
      timer: undefined,
      isChecking: true,
    };
    this.files.set(file, watched);
    const { mark, changedMs } = await this.markOf(file);
    watched.lastMark = mark;
    watched.sinceMs = performance.now();
    if (mark !== GONE && changedMs < readAtMs - CLOCK_SLACK_MS) watched.reportedMark = mark;
    watched.isChecking = false;
    void this.look(file);
  }

  /** Stops watching one file. */
  remove(file: string): void {
    clearTimeout(this.files.get(file)?.timer);
    this.files.delete(file);
  }

  /** Stops watching. */
  close(): void {
    clearInterval(this.poll);
    for (const { timer } of this.files.values()) clearTimeout(timer);
    this.files.clear();
    this.dropNotices();
  }

  private dropNotices(): void {
    this.notices?.close();
    this.notices = undefined;
  }

  private lookAtAll(): void {
    for (const file of this.files.keys()) this.lookSoon(file);
  }

  /** Checks a file now, unless a check is planned: a file that is being written causes many notices. */
  private lookSoon(file: string): void {
    if (this.files.get(file)?.timer === undefined) void this.look(file);
  }

  private async look(file: string): Promise<void> {
    const watched = this.files.get(file);
    if (watched === undefined || watched.isChecking) return;
    watched.isChecking = true;
    const { mark } = await this.markOf(file);
    watched.isChecking = false;
    if (this.files.get(file) !== watched) return;
    const nowMs = performance.now();
    if (mark !== watched.lastMark) {
      watched.lastMark = mark;
      watched.sinceMs = nowMs;
    }
    if (watched.lastMark === watched.reportedMark) return;
    const restedMs = nowMs - watched.sinceMs;
    if (restedMs < REST_MS) {
      this.lookLater(file, watched);
      return;
    }
    // Nothing is looked at until the answer; a change meanwhile is found afterwards.
    watched.isChecking = true;
    const reply = await this.onRest(file, restedMs);
    watched.isChecking = false;
    if (this.files.get(file) !== watched) return;
    if (reply === 'done') watched.reportedMark = watched.lastMark;
    else this.lookLater(file, watched, reply === 'held' ? HELD_MS : REST_MS);
  }

  private lookLater(file: string, watched: Watched, delayMs = REST_MS): void {
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => {
      watched.timer = undefined;
      void this.look(file);
    }, delayMs);
    watched.timer.unref();
  }

  private async markOf(file: string): Promise<{ mark: string; changedMs: number }> {
    try {
      const { ino, size, mtimeNs, ctimeNs, ctimeMs, mtimeMs } = await stat(join(this.folder, file), {
        bigint: true,
      });
      const changedMs = Math.max(Number(ctimeMs), Number(mtimeMs));
      return { mark: `${ino} ${size} ${mtimeNs} ${ctimeNs}`, changedMs };
    } catch {
      return { mark: GONE, changedMs: 0 };
    }
  }
}

/** Clocks of file systems count in steps of up to 2 s, and a file server has its own clock. */
const CLOCK_SLACK_MS = 60_000;
