/** A disk in memory that may be full, short of descriptors, or refuse to shorten files. */
import type { Disk } from '../../src/log-writer/disk.js';

/** Files in memory. */
export class SmallDisk implements Disk {
  readonly texts = new Map<string, string>();
  readonly open_ = new Map<number, string>();
  /** Octets that still fit. */
  room = Number.POSITIVE_INFINITY;
  /** Descriptors in all. */
  descriptors = Number.POSITIVE_INFINITY;
  truncates = true;
  /** Somebody takes all descriptors while a file is put aside. */
  takesDescriptorsAtRename = false;
  mostOpen = 0;
  private lastFd = 0;

  makeFolder(): void {}

  open(path: string): number {
    if (this.open_.size >= this.descriptors) throw fault('EMFILE');
    this.open_.set(++this.lastFd, path);
    this.mostOpen = Math.max(this.mostOpen, this.open_.size);
    if (!this.texts.has(path)) this.texts.set(path, '');
    return this.lastFd;
  }

  size(fd: number): number {
    return this.textOf(fd).length;
  }

  write(fd: number, octets: Uint8Array): number {
    if (this.room === 0) throw fault('ENOSPC');
    const fits = Math.min(octets.length, this.room);
    this.room -= fits;
    this.set(fd, this.textOf(fd) + Buffer.from(octets.subarray(0, fits)).toString());
    return fits;
  }

  truncate(fd: number, octets: number): void {
    if (!this.truncates) throw fault('EINVAL');
    this.set(fd, this.textOf(fd).slice(0, octets));
  }

  close(fd: number): void {
    this.open_.delete(fd);
  }

  rename(from: string, to: string): void {
    this.texts.set(to, this.texts.get(from) ?? '');
    this.texts.delete(from);
    if (this.takesDescriptorsAtRename) this.descriptors = this.open_.size;
  }

  remove(path: string): void {
    this.texts.delete(path);
  }

  list(): string[] {
    return [...this.texts.keys()].map((path) => path.replace(/^.*\//, ''));
  }

  private textOf(fd: number): string {
    return this.texts.get(this.open_.get(fd) ?? '') ?? '';
  }

  private set(fd: number, text: string): void {
    this.texts.set(this.open_.get(fd) ?? '', text);
  }
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}
