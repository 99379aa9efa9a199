/** What must hold when everything has ended: the accounts, the logs, the sent list, nothing left over. */
import type { CounterName } from '../../src/station/measures/counters.js';
import type { Fleet, SimShard } from './fleet.js';
import type { LoggedObject, RtuModel } from './rtu-model.js';
import type { World } from './world.js';
import { isStampOf, type RunLine, readRunLine, readRunStart, saysSame } from './written-text.js';

export function checkEnd(fleet: Fleet): void {
  for (const model of fleet.models) {
    model.compare();
    if (model.links.size > 0) model.fail('a link stands after the end');
    if (model.open !== 0) model.fail(`${model.open} signals are open after the end`);
    if (model.counter('LOG_LOST') + model.counter('SENT_LIST_LOST') > 0) model.fail('lines were lost');
  }
  for (const shard of fleet.shards) checkSends(fleet, shard);
  for (const model of fleet.models) checkLogs(fleet, model);
  checkSentList(fleet);
  checkNothingLeft(fleet);
}

function checkNothingLeft({ world, shards, network }: Fleet): void {
  if (world.pending > 0) world.fail(`${world.pending} timers are left after the end`);
  if (network.openPorts > 0) world.fail(`${network.openPorts} ports are open after the end`);
  for (const { files, thread } of shards)
    if (files.openFiles > 0) world.fail(`${thread.name} left ${files.openFiles} files open`);
}

/** Every send has settled, and a shard's totals are those of its runs. */
function checkSends(fleet: Fleet, sim: SimShard): void {
  const world: World = fleet.world;
  const runs = fleet.models
    .filter((model) => fleet.shardFor(model) === sim)
    .flatMap((model) => runsOf(fleet, model));
  for (const id of fleet.sends) {
    const totals = sim.settled.get(id);
    if (totals === undefined) world.fail(`send ${id} never settled`);
    for (const name of NAMES) {
      const sum = runs.filter((run) => run.id === id).reduce((total, run) => total + run[name], 0);
      if (totals[name] !== sum) world.fail(`send ${id}: ${name} is ${totals[name]}, its runs have ${sum}`);
    }
  }
}

const NAMES = ['offered', 'sent', 'acknowledged', 'unsentLink', 'unsentEnded', 'unsentFilter'] as const;

/** The ends of an RTU's runs, as its logs tell them; each is judged. */
function runsOf(fleet: Fleet, model: RtuModel): RunLine[] {
  const lines = logLines(fleet, model, 'main').filter(({ event }) => event === 'send');
  const ends = lines.flatMap(({ text }) => readRunLine(text) ?? []);
  const starts = lines.flatMap(({ text }) => readRunStart(text) ?? []);
  for (const id of fleet.sends) {
    const started = starts.filter((start) => start.id === id);
    const ended = ends.filter((end) => end.id === id);
    if (started.length !== ended.length)
      model.fail(`send ${id} has ${started.length} runs, and ${ended.length} ended`);
    for (const run of ended) judgeRun(model, run, started[0].isOnce);
  }
  for (const [column, name] of [
    ['UNSENT_ENDED', 'unsentEnded'],
    ['UNSENT_FILTER', 'unsentFilter'],
  ] as const) {
    const sum = ends.reduce((total, run) => total + run[name], 0);
    if (model.counter(column) !== sum)
      model.fail(`${column} is ${model.counter(column)}, its runs have ${sum}`);
  }
  const inRuns = (name: (typeof NAMES)[number]): number => ends.reduce((total, run) => total + run[name], 0);
  const expected = {
    SIGNALS_OFFERED: inRuns('offered') + model.offeredBeside,
    UNSENT_LINK: inRuns('unsentLink') + model.lostBeside,
  };
  if (model.isLossVague) return ends;
  for (const [column, signals] of Object.entries(expected)) {
    const counted = model.counter(column as CounterName);
    if (counted !== signals) model.fail(`${column} is ${counted}, expected ${signals}`);
  }
  return ends;
}

function judgeRun(model: RtuModel, run: RunLine, isOnce: boolean): void {
  const { id, index, offered, acknowledged, unsentLink, unsentEnded, unsentFilter } = run;
  if (offered !== acknowledged + unsentLink + unsentEnded + unsentFilter)
    model.fail(`send ${id}: offered ${offered} is not the sum of the others`);
  if (!isOnce) return;
  const counts = model.site.versions.map((database) => model.rowsOf(index, database).length);
  if (!counts.includes(offered))
    model.fail(`send ${id} of index ${index} offered ${offered} signals, its rows are ${counts}`);
}

interface LogLine {
  event: string;
  peer: string;
  cells: string[];
  text: string;
}

function logLines(fleet: Fleet, model: RtuModel, kind: 'main' | 'interrogation'): LogLine[] {
  const { port } = model.parameters;
  const lines: LogLine[] = [];
  for (const [path, chunks] of fleet.texts) {
    if (!path.includes(`-${port}-`) || path.endsWith('-gi.csv') !== (kind === 'interrogation')) continue;
    const [header, ...rest] = chunks.join('').split('\n');
    if (!header.startsWith('time,event,')) model.fail(`${path} has no header`);
    if (rest.pop() !== '') model.fail(`${path} ends within a line`);
    for (const text of rest) {
      const cells = text.split(',');
      lines.push({ event: cells[1], peer: cells[2], cells, text });
    }
  }
  return lines;
}

/** Each object that was sent stands in the log once, in order, with its value and time tag. */
function checkLogs(fleet: Fleet, model: RtuModel): void {
  for (const kind of ['signal', 'interrogated'] as const) {
    const lines = logLines(fleet, model, kind === 'signal' ? 'main' : 'interrogation').filter(
      ({ event }) => event === kind,
    );
    const written = groupBy(lines, ({ peer }) => peer);
    const expected = groupBy(
      model.logged.filter((one) => one.kind === kind),
      ({ peer }) => peer,
    );
    for (const peer of new Set([...written.keys(), ...expected.keys()]))
      compareLog(model, peer, written.get(peer) ?? [], expected.get(peer) ?? []);
  }
}

function compareLog(
  model: RtuModel,
  peer: string,
  lines: readonly LogLine[],
  objects: readonly LoggedObject[],
): void {
  if (lines.length !== objects.length)
    model.fail(`${peer}: the log has ${lines.length} lines for ${objects.length} objects on the wire`);
  for (const [i, { type, cot, object }] of objects.entries()) {
    const [, , , direction, lineType, lineCot, ioa, value, quality, tag] = lines[i].cells;
    const same =
      direction === 'tx' &&
      Number(lineType) === type &&
      Number(lineCot) === cot &&
      Number(ioa) === object.ioa;
    if (!same || !saysSame(type, object, [value, quality, tag]))
      model.fail(`${peer}: log line "${lines[i].text}" for ${type} COT ${cot} ${JSON.stringify(object)}`);
  }
}

/** Each signal that was sent unasked stands in the sent list once, with what became of it. */
function checkSentList(fleet: Fleet): void {
  const { world } = fleet;
  const lines = (fleet.texts.get('sent.csv') ?? []).join('').split('\n').slice(0, -1);
  const written = groupBy(
    lines.map((line) => line.split(',')),
    (cells) => `${cells[2]} ${cells[11]}`,
  );
  const expected = groupBy(
    fleet.models.flatMap(({ expectedLines }) => expectedLines),
    ({ port, peer }) => `${port} ${peer}`,
  );
  for (const key of new Set([...written.keys(), ...expected.keys()])) {
    const cellsOf = written.get(key) ?? [];
    const linesOf = expected.get(key) ?? [];
    if (cellsOf.length !== linesOf.length)
      world.fail(`${key}: the sent list has ${cellsOf.length} lines for ${linesOf.length} signals`);
    for (const [i, { type, object, writtenMs, acknowledgedMs, offsetMs }] of linesOf.entries()) {
      const [, , , , ioa, lineType, value, quality, tag, writtenStamp, acknowledgedStamp] = cellsOf[i];
      const same =
        Number(ioa) === object.ioa &&
        Number(lineType) === type &&
        saysSame(type, object, [value, quality, tag]) &&
        isStampOf(writtenStamp, writtenMs + offsetMs) &&
        isStampOf(acknowledgedStamp, acknowledgedMs + offsetMs);
      if (!same)
        world.fail(
          `${key}: sent list "${cellsOf[i]}" for ${JSON.stringify({ type, object, writtenMs, acknowledgedMs })}`,
        );
    }
  }
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
