/** Checks after everything has ended: counts, logs, sent list, and that nothing is open. */
import { noTotals } from '../../src/channel/shard-protocol.js';
import { describeMisfit, findMisfits, imbalanceOf } from '../../src/figures/books.js';
import { signalFields } from '../../src/figures/counter-rules.js';
import type { CounterName } from '../../src/station/measures/counters.js';
import type { Fleet, SimShard } from './fleet.js';
import type { ExpectedLine, LoggedObject, RtuModel } from './rtu-model.js';
import { CUT } from './sim-logs.js';
import type { World } from './world.js';
import { isStampOf, type RunLine, readRunLine, readRunStart, saysSame } from './written-text.js';

export function checkEnd(fleet: Fleet): void {
  for (const model of fleet.models) {
    model.compare();
    model.compareRefusals();
    if (model.links.size > 0) model.fail('a link is still open after the end');
    if (model.open !== 0) model.fail(`${model.open} signals are open after the end`);
    if (model.counter('HELD') !== 0) model.fail(`${model.counter('HELD')} signals are held after the end`);
    const lost = model.counter('LOG_LOST') + model.counter('SENT_LIST_LOST');
    if (lost > 0 && !fleet.hasFullDisks) model.fail('lines were lost');
    checkConfessed(fleet, model);
  }
  // If no line was lost, the logs have a line for the end of every run.
  if (fleet.models.every((model) => model.counter('LOG_LOST') === 0))
    for (const shard of fleet.shards) checkSends(fleet, shard);
  checkBooks(fleet);
  for (const model of fleet.models) checkLogs(fleet, model);
  checkSentList(fleet);
  checkNothingLeft(fleet);
}

function checkNothingLeft({ world, logs, network }: Fleet): void {
  if (world.pending > 0) world.fail(`${world.pending} timers are left after the end`);
  if (network.openPorts > 0) world.fail(`${network.openPorts} ports are open after the end`);
  logs.checkEnd();
}

/** Checks the one equation as the report does, over everything; and that every line was handed over, and is written or lost. */
function checkBooks({ world, shards, models, sends, stats, shardCounters }: Fleet): void {
  const named = sends.flatMap((id) =>
    shards.map(({ settled, thread }) => {
      const {
        running: _,
        missing: __,
        notStarted: ___,
        sent: ____,
        ...signals
      } = settled.get(id) ?? noTotals();
      return { name: `send ${id} of ${thread.name}`, signals, state: 'settled' as const };
    }),
  );
  const misfits = findMisfits({
    whole: signalFields(({ name }) => stats.total(name)),
    sends: named,
    rtus: models.map(({ name, parameters }) => ({
      name,
      signals: signalFields((counter) => stats.get(parameters.slot, counter.name)),
    })),
  });
  for (const misfit of misfits) world.fail(describeMisfit(misfit));
  for (const kind of ['LOG_LINES', 'SENT_LIST_LINES'] as const) {
    const [due, handed, done] = [kind, `${kind}_HANDED` as const, `${kind}_DONE` as const].map((column) =>
      shardCounters.total(column),
    );
    if (due !== handed || due !== done)
      world.fail(`${kind} is ${due}, ${handed} of them are handed over and ${done} written or lost`);
  }
}

/** Checks that every send has settled, and that a shard's totals are the sums of its runs. */
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

const NAMES = [
  'offered',
  'sent',
  'acknowledged',
  'unsentLink',
  'unsentEnded',
  'unsentFilter',
  'unsentBuffer',
  'spoiled',
] as const;

/** Reads and checks the lines about the ends of an RTU's runs. */
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
  const { id, index, offered } = run;
  if (imbalanceOf(run) !== 0) model.fail(`send ${id}: offered ${offered} is not the sum of the others`);
  if (!isOnce) return;
  const counts = model.site.versions.map((database) => model.rowsOf(index, database).length);
  if (!counts.includes(offered))
    model.fail(`send ${id} of index ${index} offered ${offered} signals, its rows are ${counts}`);
}

/** Checks that the files of an RTU report how many lines were lost. */
function checkConfessed(fleet: Fleet, model: RtuModel): void {
  let lost = 0;
  for (const kind of ['main', 'interrogation'] as const)
    for (const { text } of logLines(fleet, model, kind))
      lost += Number(/,lost,,,,,,,,,(\d+) lines lost$/.exec(text)?.[1] ?? 0);
  if (lost !== model.counter('LOG_LOST'))
    model.fail(`the logs say that ${lost} lines were lost, LOG_LOST is ${model.counter('LOG_LOST')}`);
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
  const { disk } = fleet.logs;
  const isOfModel = (path: string): boolean =>
    path.includes(`-${port}-`) && path.endsWith('-gi.csv') === (kind === 'interrogation');
  for (const [path, content] of disk.paths
    .filter(isOfModel)
    .flatMap((path) => disk.texts(path).map((text) => [path, text] as const))) {
    const [header, ...rest] = content.split('\n');
    if (content === '') continue;
    if (!header.startsWith('time,event,') && !header.includes(CUT)) model.fail(`${path} has no header`);
    if (rest.pop() !== '') model.fail(`${path} ends within a line`);
    for (const text of rest) {
      if (text.includes(CUT) && !text.endsWith(CUT))
        model.fail(`${path}: a line that was cut off is not ended: ${text}`);
      if (text.includes(CUT)) continue;
      const cells = text.split(',');
      lines.push({ event: cells[1], peer: cells[2], cells, text });
    }
  }
  return lines;
}

/** Checks that each sent object is in the log once, in order, with its value and time tag. */
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
  const lost = objects.length - lines.length;
  if (lost < 0 || lost > model.counter('LOG_LOST'))
    model.fail(`${peer}: the log has ${lines.length} lines for ${objects.length} objects on the wire`);
  let i = 0;
  for (const one of objects) {
    if (i < lines.length && isLineOf(lines[i], one)) i++;
    else if (lost === 0) model.fail(`${peer}: log line "${lines[i].text}" for ${JSON.stringify(one)}`);
  }
  if (i < lines.length) model.fail(`${peer}: log line "${lines[i].text}" is of no object`);
}

function isLineOf({ cells }: LogLine, { type, cot, object, stampMs }: LoggedObject): boolean {
  const [stamp, , , direction, lineType, lineCot, ioa, value, quality, tag] = cells;
  return (
    direction === 'tx' &&
    Number(lineType) === type &&
    Number(lineCot) === cot &&
    Number(ioa) === object.ioa &&
    (Number.isNaN(stampMs) || isStampOf(stamp, stampMs)) &&
    saysSame(type, object, [value, quality, tag])
  );
}

/** Checks that each signal of a send is in the sent list once, with its acknowledgement. */
function checkSentList(fleet: Fleet): void {
  const { world } = fleet;
  const lines = fleet.logs.disk.texts('sent.csv').join('').split('\n').slice(0, -1);
  const written = groupBy(
    lines.filter((line) => !line.includes(CUT)).map((line) => line.split(',')),
    (cells) => `${cells[2]} ${cells[11]}`,
  );
  const expected = groupBy(
    fleet.models.flatMap(({ expectedLines }) => expectedLines),
    ({ port, peer }) => `${port} ${peer}`,
  );
  let missing = 0;
  for (const key of new Set([...written.keys(), ...expected.keys()]))
    missing += compareList(fleet, key, written.get(key) ?? [], expected.get(key) ?? []);
  const lost = fleet.models.reduce((total, model) => total + model.counter('SENT_LIST_LOST'), 0);
  if (missing !== lost)
    world.fail(`${missing} lines are missing in the sent list, SENT_LIST_LOST is ${lost}`);
}

/** Compares the lines of a connection; returns how many are missing. */
function compareList(
  { world, hasFullDisks }: Fleet,
  key: string,
  lines: readonly string[][],
  expected: readonly ExpectedLine[],
): number {
  const missing = expected.length - lines.length;
  if (missing < 0 || (missing > 0 && !hasFullDisks))
    world.fail(`${key}: the sent list has ${lines.length} lines for ${expected.length} signals`);
  let i = 0;
  for (const one of expected) {
    if (i < lines.length && isListed(lines[i], one)) i++;
    else if (missing === 0) world.fail(`${key}: sent list "${lines[i]}" for ${JSON.stringify(one)}`);
  }
  if (i < lines.length) world.fail(`${key}: sent list "${lines[i]}" is of no signal`);
  return missing;
}

function isListed(cells: readonly string[], line: ExpectedLine): boolean {
  const { type, object, writtenMs, acknowledgedMs, offsetMs } = line;
  const [, , , , ioa, lineType, value, quality, tag, writtenStamp, acknowledgedStamp] = cells;
  return (
    Number(ioa) === object.ioa &&
    Number(lineType) === type &&
    saysSame(type, object, [value, quality, tag]) &&
    isStampOf(writtenStamp, writtenMs + offsetMs) &&
    isStampOf(acknowledgedStamp, acknowledgedMs + offsetMs)
  );
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
