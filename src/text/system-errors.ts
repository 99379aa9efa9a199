/** Reasons of the operating system's refusals as text, by error code (errno(3), Node.js `error.code`). */

/**
 * The refused action: to read a file, to write a file, to make a folder or write into it, to open a port for listening,
 * to connect to an RTU.
 */
export type SystemAction = 'read' | 'write' | 'folder' | 'listen' | 'connect';

/** The words for each action; `other` is for actions without words of their own. */
type Words = Partial<Record<SystemAction | 'other', string>>;

const FILE_HAS_ITS_NAME = 'a file has its name';
const FOLDER_HAS_ITS_NAME = 'a folder has its name';

/**
 * A reason after a path ends a sentence like `report x.html: REASON`; a reason after a port continues it, as in
 * `port 2404 REASON`. Advice follows in parentheses if the reason alone does not show what to do.
 */
const WORDS: Readonly<Record<string, Words>> = {
  EACCES: {
    read: 'no permission to read it',
    listen: 'may not be opened without privileges (use a port from 1024 on, or run as root)',
    other: 'no permission',
  },
  EADDRINUSE: { other: 'is in use by another program' },
  EADDRNOTAVAIL: {
    listen: 'is not an address of this machine',
    connect: 'the address to connect from is not one of this machine, or has no free port',
  },
  EAFNOSUPPORT: { listen: 'cannot be opened: this machine has no IPv6' },
  EAI_AGAIN: { other: 'no name server answers' },
  EBUSY: { other: 'another program holds the file' },
  ECONNREFUSED: { other: 'connection refused' },
  ECONNRESET: { connect: 'reset by the RTU' },
  EDQUOT: { other: 'the disk quota is used up' },
  EEXIST: { write: FOLDER_HAS_ITS_NAME, folder: FILE_HAS_ITS_NAME },
  EHOSTUNREACH: { other: 'no way leads to it' },
  EINVAL: { listen: 'is not complete: a link-local address needs its interface, as in fe80::1%eth0' },
  EISDIR: { read: 'a folder, not a file', other: FOLDER_HAS_ITS_NAME },
  EMFILE: {
    listen: 'cannot be opened: too many open files (raise the limit; Linux: ulimit -n)',
    other: 'too many open files (raise the limit; Linux: ulimit -n)',
  },
  ENAMETOOLONG: { other: 'the name is too long' },
  ENETUNREACH: { other: 'no way leads to its network' },
  ENOENT: { read: 'no such file', other: 'the folder is not there' },
  ENOSPC: { other: 'the disk is full' },
  ENOTDIR: { read: 'no such file', other: 'a part of its path is a file' },
  ENOTEMPTY: { write: FOLDER_HAS_ITS_NAME },
  ENOTFOUND: { other: 'is not a name that leads to an address' },
  EPERM: { read: 'no permission to read it', other: 'no permission' },
  EROFS: { other: 'the disk is read-only' },
  ETIMEDOUT: { connect: 'no answer' },
};

const HELD_ELSEWHERE = 'another program has it open (close it there, such as in Excel)';
const TOO_MANY_FILES = 'too many open files';

/** Where Windows means something else by a code, or other advice helps. */
const WINDOWS_WORDS: Readonly<Record<string, Words>> = {
  EACCES: {
    listen:
      'may not be opened: Windows keeps it for something else (take another port; netsh int ipv4 show excludedportrange protocol=tcp lists what it keeps)',
  },
  EADDRINUSE: { listen: 'is in use by another program (netstat -ano names its process)' },
  EBUSY: { read: HELD_ELSEWHERE, write: HELD_ELSEWHERE },
  EMFILE: { listen: `cannot be opened: ${TOO_MANY_FILES}`, other: TOO_MANY_FILES },
  // Also where a file that another program has open is to be replaced.
  EPERM: { write: `no permission, or ${HELD_ELSEWHERE}` },
};

/** Codes of a file that another program may have open. */
const HELD_CODES = ['EACCES', 'EBUSY', 'EPERM'];

/** Whether a refusal may pass: on Windows a program can keep a file for itself as long as it has it open. */
export function mayBeHeld(error: unknown): boolean {
  return HELD_CODES.includes((error as { code?: string }).code ?? '');
}

/** Windows has no numbers of its own for these codes: libuv counts them from here down. Other systems have numbers above -4000. */
const FIRST_OF_WINDOWS = -4000;

/** Why the system refused the action; the error's own message if the table has no words for it. */
export function systemReason(error: unknown, action: SystemAction): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '', errno = 0 } = error as { code?: string; errno?: number };
  const words = { ...WORDS[code], ...(errno <= FIRST_OF_WINDOWS ? WINDOWS_WORDS[code] : undefined) };
  return words[action] ?? words.other ?? error.message;
}
