/** The calls of the system by which logs are written. They wait for the disk, so only the writer's thread may make them. */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Every call throws the system's error, with its `code`. */
export interface Disk {
  makeFolder(path: string): void;
  /** Opens a file to append to; returns its descriptor. */
  open(path: string): number;
  /** Size of an open file, octets. */
  size(fd: number): number;
  /** Appends octets; returns how many the disk took, at least 1. */
  write(fd: number, octets: Uint8Array): number;
  truncate(fd: number, octets: number): void;
  close(fd: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Names in a folder. */
  list(folder: string): string[];
}

export const nodeDisk: Disk = {
  makeFolder,
  open: (path) => openSync(path, 'a'),
  size: (fd) => fstatSync(fd).size,
  write: (fd, octets) => writeSync(fd, octets),
  truncate: (fd, octets) => ftruncateSync(fd, octets),
  close: (fd) => closeSync(fd),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => unlinkSync(path),
  list: (folder) => readdirSync(folder),
};

/**
 * Makes a folder and the missing folders above it. Throws the system's error. `mkdirSync` with `recursive` never returns where the
 * system refuses a folder by ENOENT, as below `/proc`.
 */
export function makeFolder(path: string): void {
  try {
    makeOne(path);
  } catch (error) {
    const above = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === path) throw error;
    makeFolder(above);
    makeOne(path);
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
