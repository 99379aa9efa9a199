/** `iec104rs addresses`: which addresses of RTUs this machine has; gives it the others, and takes them away again. */
import type { TextSinks } from '../../command-line/parse-words.js';
import type { Progress } from '../../progress/progress.js';
import { countOf } from '../../text/format.js';
import { typed, typist } from '../typist.js';
import { addAddresses, removeAddresses } from './add-and-remove.js';
import { AddedRecord, RecordFault } from './added-record.js';
import { findNameFault, type System } from './address-commands.js';
import { type AddingPlan, type PlannedAddress, planAdding, planRemoving } from './address-plan.js';
import { type AddressesOptions, parseAddresses } from './addresses-options.js';
import { type BindAddress, findBindFault, usersOf, withZone } from './bind-addresses.js';
import { addingScript, removingScript } from './command-script.js';
import { findMissing, type Machine, readMachine } from './machine-addresses.js';
import { addressesCommand } from './missing-addresses.js';
import { type ReadBinds, readBinds } from './read-binds.js';

const EXIT = { OK: 0, NOT_DONE: 1 } as const;

/** What the command uses of its surroundings. */
export interface AddressesShell extends TextSinks {
  readonly progress: Progress;
}

/** Runs `iec104rs addresses` with the words after it. Returns the exit code. */
export async function runAddresses(words: readonly string[], shell: AddressesShell): Promise<number> {
  const parsed = parseAddresses(words, shell, ownSystem());
  if ('exitCode' in parsed) return parsed.exitCode;
  const { options } = parsed;
  try {
    const { mode } = options;
    if (mode === 'remove') return await remove(options, words, shell);
    if (mode === 'print-remove') return await printRemoval(options, shell);
    return await withFile(options, words, shell);
  } catch (error) {
    if (!(error instanceof RecordFault)) throw error;
    shell.err.write(`error: ${error.message}\n`);
    return EXIT.NOT_DONE;
  }
}

function ownSystem(): System {
  return process.platform === 'win32' ? 'windows' : 'linux';
}

async function withFile(
  options: AddressesOptions,
  words: readonly string[],
  shell: AddressesShell,
): Promise<number> {
  const { ini, program, mode, system } = options;
  const read = readBinds(ini, program, options.addresses);
  for (const line of read.errors) shell.err.write(`${line}\n`);
  if (read.isEmpty) {
    const hint = program === 'gateway' ? '' : '; --gateway reads a file of the gateway';
    shell.err.write(`error: nothing that listens was read from ${ini}${hint}\n`);
    return EXIT.NOT_DONE;
  }
  const isHere = system === ownSystem();
  const missing = isHere
    ? await findMissing(read.binds)
    : read.binds.filter(({ kind }) => kind !== 'loopback');
  const machine = isHere ? await readMachine() : { interfaces: [], addresses: [] };
  if (mode === 'list') return list(options, read, missing, machine, shell);
  const faults = missing.map(findBindFault).filter((fault) => fault !== undefined);
  for (const fault of faults) shell.err.write(`error: ${fault}\n`);
  const plan = planAdding(
    missing.filter((bind) => findBindFault(bind) === undefined),
    options.wish,
    machine,
  );
  const fault = findPlanFault(plan, options, machine);
  if (fault !== undefined) {
    shell.err.write(`error: ${fault}\n`);
    return EXIT.NOT_DONE;
  }
  const code =
    mode === 'add'
      ? await add(options, plan.placements, words, shell)
      : print(options, plan.placements, shell);
  return faults.length > 0 ? EXIT.NOT_DONE : code;
}

// The list

function list(
  options: AddressesOptions,
  { binds, what }: ReadBinds,
  missing: readonly BindAddress[],
  { addresses }: Machine,
  { out }: AddressesShell,
): number {
  const { ini } = options;
  if (binds.length === 0) {
    out.write(`${ini}: ${what}, none with an address of its own (bind); nothing is missing\n`);
    return EXIT.OK;
  }
  const placeOf = new Map(addresses.map((each) => [each.address, `${each.interface}/${each.prefix}`]));
  const isMissing = new Set(missing);
  const rows = binds.map((bind) => {
    if (isMissing.has(bind))
      return ['missing', withZone(bind), findBindFault(bind) === undefined ? '' : bind.kind, usersOf(bind)];
    const place = bind.kind === 'loopback' ? 'loopback' : (placeOf.get(bind.address) ?? 'local route');
    return ['here', withZone(bind), place, usersOf(bind)];
  });
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at].length)));
  for (const row of rows) out.write(`  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}\n`);
  const total = `${countOf(binds.length, 'address', 'addresses')} of ${what}`;
  if (missing.length === 0) {
    out.write(`${ini}: ${total}, all on this machine\n`);
    return EXIT.OK;
  }
  out.write(`${ini}: ${total}, ${countOf(missing.length, 'is', 'are')} missing on this machine\n`);
  if (missing.some((bind) => findBindFault(bind) === undefined)) {
    out.write(`${commandLine(options, '--print')} prints the commands, --add runs them\n`);
  }
  return EXIT.NOT_DONE;
}

function commandLine({ ini, program }: AddressesOptions, end: string): string {
  return addressesCommand(ini, program, end);
}

// Adding

/** Why the addresses can't be placed, in a sentence; `undefined`: they can. */
function findPlanFault(
  { placements, unplaced, candidates }: AddingPlan,
  options: AddressesOptions,
  machine: Machine,
): string | undefined {
  const names = candidates.join(', ');
  if (unplaced.length > 0) {
    const [first] = unplaced;
    const which = `${first.address}${unplaced.length > 1 ? ` and ${countOf(unplaced.length - 1, 'other')}` : ''}`;
    const choice = candidates.length === 0 ? 'this machine shows none' : `there are ${names}`;
    return `no interface has a network around ${which}; name one with --interface: ${choice}`;
  }
  const faulty = placements.find((each) => findNameFault(each.interface, options.system) !== undefined);
  if (faulty !== undefined && options.mode !== 'add') {
    return `the interface ${faulty.interface} of ${faulty.address}: ${findNameFault(faulty.interface, options.system)}`;
  }
  const known = new Set(machine.interfaces.map(({ name }) => name));
  const strange = placements.find((each) => !known.has(each.interface));
  // Windows also takes the number of an interface, and Node.js does not list those without an address.
  if (options.mode !== 'add' || options.system === 'windows' || strange === undefined) return undefined;
  const all = machine.interfaces.map(({ name }) => name).join(', ');
  return `this machine has no interface ${strange.interface}; there are ${all}`;
}

function print(
  { system }: AddressesOptions,
  placements: readonly PlannedAddress[],
  { out }: AddressesShell,
): number {
  for (const line of addingScript(placements, system)) out.write(`${line}\n`);
  return EXIT.OK;
}

async function add(
  options: AddressesOptions,
  placements: readonly PlannedAddress[],
  words: readonly string[],
  { out, err, progress }: AddressesShell,
): Promise<number> {
  const { system, record: path } = options;
  if (placements.length === 0) {
    out.write('nothing is missing: this machine has every address that can be given to it\n');
    return EXIT.OK;
  }
  const record = new AddedRecord(path);
  const done = await addAddresses(placements, { system, record, progress });
  for (const { placement, reason } of done.refused)
    err.write(`${placement.address} on ${placement.interface}: ${reason}\n`);
  if (done.added.length > 0) {
    const where = [...new Set(done.added.map((each) => each.interface))].join(', ');
    out.write(
      `${countOf(done.added.length, 'address', 'addresses')} added on ${where}, until this machine is restarted; ${path} notes them\n`,
    );
    out.write(`${commandLine(options, '--remove')} takes them away again\n`);
  }
  if (done.stop !== undefined) err.write(`error: ${stopWords(done.stop, done.left, words, system)}\n`);
  const failed = done.refused.length + done.left;
  if (failed === 0) return EXIT.OK;
  err.write(
    `${countOf(failed, 'address is', 'addresses are')} still missing, ${done.added.length} of ${placements.length} are there now\n`,
  );
  return EXIT.NOT_DONE;
}

/** Why nothing more was tried, and what to do. */
function stopWords(reason: string, left: number, words: readonly string[], system: System): string {
  if (reason !== 'rights') return `${reason}; ${left} not tried`;
  const who = typist();
  const command = [who.program, 'addresses', ...words.map((word) => typed(word, who))].join(' ');
  return system === 'linux'
    ? `the rights are missing: type sudo ${command}`
    : `the rights are missing: start the terminal as administrator, and type ${command}`;
}

// Removing

async function printRemoval(
  { record: path, system }: AddressesOptions,
  { out }: AddressesShell,
): Promise<number> {
  const { removals } = planRemoving(new AddedRecord(path).read(), await readMachine());
  for (const line of removingScript(removals, system)) out.write(`${line}\n`);
  return EXIT.OK;
}

async function remove(
  options: AddressesOptions,
  words: readonly string[],
  { out, err, progress }: AddressesShell,
): Promise<number> {
  const { system, record: path } = options;
  const record = new AddedRecord(path);
  const added = record.read();
  if (added.length === 0) {
    out.write(`nothing was added to this machine since it was started (${path}); nothing is removed\n`);
    return EXIT.OK;
  }
  const plan = planRemoving(added, await readMachine());
  const done = await removeAddresses(plan, { system, record, progress });
  for (const each of plan.others)
    err.write(`${each.address}: not removed, it is not as it was added any more\n`);
  for (const each of plan.needed) {
    err.write(`${each.address} on ${each.interface}: not removed, others of its network would go with it\n`);
  }
  for (const { placement, reason } of done.refused)
    err.write(`${placement.address} on ${placement.interface}: ${reason}\n`);
  if (plan.gone.length > 0)
    out.write(`${countOf(plan.gone.length, 'address was', 'addresses were')} gone already\n`);
  out.write(`${countOf(done.added.length, 'address', 'addresses')} removed\n`);
  if (done.stop !== undefined) err.write(`error: ${stopWords(done.stop, done.left, words, system)}\n`);
  return done.refused.length + done.left + plan.needed.length === 0 ? EXIT.OK : EXIT.NOT_DONE;
}
