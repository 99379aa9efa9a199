/** The one equation (`docs/behaviour.md` §9) on what the API shows, and order on what masters received. */
import { describeMisfit, findMisfits, type SignalTerms } from '../../src/figures/books.js';
import { type Program, until } from './program.js';

/** Counters of one RTU, or of all, as the API names them. */
export interface Counters {
  signalsOffered: number;
  signalsSent: number;
  signalsAcknowledged: number;
  unsentLink: number;
  unsentEnded: number;
  unsentFilter: number;
  unsentBuffer: number;
  spoiled: number;
  held: number;
  outstanding: number;
  interrogating: number;
  runs: number;
  connections: number;
  accepted: number;
  refused: number;
}

export async function counters(program: Program): Promise<Counters[]> {
  const { body } = await program.get('/api/rtus');
  return (body as { counters: Counters }[]).map((rtu) => rtu.counters);
}

/** Signals that are neither acknowledged, unsent nor spoiled. */
export function openSignals(of: Counters): number {
  const unsent = of.unsentLink + of.unsentEnded + of.unsentFilter + of.unsentBuffer;
  return of.signalsOffered - of.signalsAcknowledged - unsent - of.spoiled;
}

/** A send as the API shows it. */
interface ShownSend {
  id: number;
  state: string;
  totals: SignalTerms;
}

/** What does not fit in the counts of the RTUs and of the sends, none of which is open. */
function misfits(rtus: readonly Counters[], sends: readonly ShownSend[]): string[] {
  const accounts = rtus.map(
    ({
      signalsOffered,
      signalsAcknowledged,
      unsentLink,
      unsentEnded,
      unsentFilter,
      unsentBuffer,
      spoiled,
    }): SignalTerms => ({
      offered: signalsOffered,
      acknowledged: signalsAcknowledged,
      unsentLink,
      unsentEnded,
      unsentFilter,
      unsentBuffer,
      spoiled,
    }),
  );
  const whole = {
    offered: 0,
    acknowledged: 0,
    unsentLink: 0,
    unsentEnded: 0,
    unsentFilter: 0,
    unsentBuffer: 0,
    spoiled: 0,
  };
  for (const account of accounts)
    for (const term of Object.keys(whole) as (keyof SignalTerms)[]) whole[term] += account[term];
  return findMisfits({
    whole,
    sends: sends.map(({ id, totals }) => ({ name: `send ${id}`, signals: totals, state: 'settled' })),
    rtus: accounts.map((signals, i) => ({ name: `RTU ${i + 1}`, signals })),
  }).map(describeMisfit);
}

/** Waits until no send runs, nothing is open on any RTU, and all counts agree. */
export async function settled(program: Program): Promise<Counters[]> {
  let all: Counters[] = [];
  let busy: string[] = [];
  await until('every offered signal is acknowledged or unsent', async () => {
    const sends = (await program.get('/api/sends')).body as ShownSend[];
    all = await counters(program);
    const running = sends.filter(({ state }) => state !== 'settled').length;
    busy = all.flatMap((of, i) => {
      const open = openSignals(of);
      const quiet = open === 0 && of.outstanding === 0 && of.interrogating === 0 && of.runs === 0;
      return quiet
        ? []
        : [`RTU ${i + 1}: ${open} open, ${of.outstanding} frames on the way, ${of.runs} sends`];
    });
    if (running === 0 && busy.length === 0) busy = misfits(all, sends);
    return running === 0 && busy.length === 0;
  }).catch((error) => {
    throw new Error(`${(error as Error).message}\n${busy.join('\n')}`);
  });
  return all;
}

/** The signals of index `index`: IOAs from 10,000 × index on, values 0 and 1 in turn, single points with time tag. */
export function indexRows(index: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${index},Y,30,${10_000 * index + i},${i % 2},0`);
}

/** Commands from IOA 900,000 on, each on one of the points of `indexRows(index, …)`. */
export function commandRows(index: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `9,N,45,${900_000 + i},${10_000 * index + i},0`);
}

/**
 * Looks whether events of one link are whole passes in the order of the file, each from its first row, the last one
 * perhaps cut off. Each index is looked at on its own, since sends may run at once. Empty: they are; else what is not.
 * @param sends How many sends of an index there were at most: each may end within a pass
 */
export function orderFaults(
  events: readonly string[],
  rows: ReadonlyMap<number, number>,
  sends = 1,
): string[] {
  const faults: string[] = [];
  const next = new Map<number, number>();
  const cuts = new Map<number, number>();
  for (const [i, event] of events.entries()) {
    const [ioa, elements] = event.split(' ');
    const index = Math.floor(Number(ioa) / 10_000);
    const row = Number(ioa) % 10_000;
    const expected = next.get(index) ?? 0;
    const count = rows.get(index);
    if (count === undefined || row >= count) faults.push(`event ${i}: IOA ${ioa} is in no row`);
    else if (elements !== (row % 2 === 0 ? '00' : '01'))
      faults.push(`event ${i}: IOA ${ioa} has ${elements}`);
    else if (row !== expected) {
      if (row === 0) cuts.set(index, (cuts.get(index) ?? 0) + 1);
      else faults.push(`event ${i}: row ${row} of index ${index} where ${expected} is due`);
    }
    next.set(index, count !== undefined && row + 1 < count ? row + 1 : 0);
  }
  for (const [index, count] of cuts)
    if (count >= sends) faults.push(`index ${index}: ${count} passes cut off in ${sends} sends`);
  return faults;
}
