/** Events as lines for people, one each, as they go to standard error without a dashboard (`docs/behaviour.md` §6). */
import type { ShardLosses } from '../../channel/dead-shard.js';
import { type Finding, formatFinding, type RtuDefinition } from '../../channel/definitions.js';
import type { FaultStep } from '../../channel/shard-protocol.js';
import type { EngineEvent, FaultStatus, ReactionOutcome, SendStatus } from '../../coordinator/api.js';
import { besideText, type TimeStatus } from '../../coordinator/time/time-status.js';
import { describeFault } from '../../faults/fault-text.js';
import { describeHang, describePause, threadName } from '../../figures/pause-text.js';
import { countOf, formatNumber } from '../../text/format.js';
import { formatRtuNumbers } from '../../text/rtu-numbers.js';

/** Findings shown with one event. */
const MOST_FINDINGS = 20;

/** `RTU 12 ABB, CA 32, port 2404`. */
export function formatRtu(rtu: RtuDefinition): string {
  const place = rtu.bind === '' ? `port ${rtu.port}` : `${rtu.bind} port ${rtu.port}`;
  return `RTU ${rtu.no} ${rtu.name}, CA ${rtu.rtuNumber}, ${place}`;
}

/** The counts of a send, `offered 1,200, acknowledged 1,200`; then how many signals were not sent, and why. */
export function formatTotals(send: SendStatus): string {
  const { totals } = send;
  const parts = [
    countOf(totals.running, 'RTU'),
    `offered ${formatNumber(totals.offered)}`,
    `sent ${formatNumber(totals.sent)}`,
    `acknowledged ${formatNumber(totals.acknowledged)}`,
  ];
  if (totals.unsentLink > 0) parts.push(`link lost ${formatNumber(totals.unsentLink)}`);
  if (totals.unsentEnded > 0) parts.push(`stopped before sending ${formatNumber(totals.unsentEnded)}`);
  if (totals.unsentFilter > 0) parts.push(`filter timed out ${formatNumber(totals.unsentFilter)}`);
  if (totals.unsentBuffer > 0) parts.push(`event buffer full ${formatNumber(totals.unsentBuffer)}`);
  if (totals.spoiled > 0) parts.push(`spoiled on purpose ${formatNumber(totals.spoiled)}`);
  if (totals.held > 0) parts.push(`waiting for a connection ${formatNumber(totals.held)}`);
  if (totals.missing > 0) {
    parts.push(`${countOf(totals.missing, 'RTU has', 'RTUs have')} no such index`);
  }
  if (totals.notStarted > 0) parts.push(`${countOf(totals.notStarted, 'RTU')} without a started connection`);
  if (send.shardsLost.length > 0) {
    parts.push(
      `INCOMPLETE: shard ${send.shardsLost.join(', ')} died meanwhile, with its RTUs' part of the send`,
    );
  }
  return parts.join(', ');
}

/** One event as one line, without its time. */
export function describeEvent(event: EngineEvent): string {
  switch (event.kind) {
    case 'started':
      return `${countOf(event.rtus, 'RTU listens', 'RTUs listen')} on ${countOf(event.shards, 'shard')} after ${event.ms.toFixed(0)} ms`;
    case 'link':
      return [formatRtu(event.rtu), event.what, event.peer, event.detail]
        .filter((part) => part !== '')
        .join(': ');
    case 'send':
      return describeSend(event.what, event.send);
    case 'shard-died':
      return `${threadName(event.shard)} died: ${event.detail}${describeLosses(event.losses)}`;
    case 'shard-restarted':
      return `shard ${event.shard} is back, its ${countOf(event.rtus, 'RTU listens', 'RTUs listen')} again after ${event.ms.toFixed(0)} ms`;
    case 'hang':
      return describeHang(event);
    case 'pause':
      return describePause(event);
    case 'reloaded':
      return withFindings(
        `IOA file ${event.file} was edited: ${countOf(event.rows, 'signal')}, used by ${countOf(event.rtus, 'RTU')} from now on (version ${event.version})`,
        event.findings,
      );
    case 'kept':
      return withFindings(
        `IOA file ${event.file} changed on disk, but ${event.reason}; version ${event.version} stays in use`,
        event.findings,
      );
    case 'restarted': {
      const changed = event.changed.length > 0 ? `changed ${event.changed.join(', ')}` : 'nothing changed';
      return withFindings(`${formatRtu(event.rtu)}: restarted, ${changed}`, event.findings);
    }
    case 'added':
      return withFindings(`${formatRtu(event.rtu)}: added, it listens`, event.findings);
    case 'removed':
      return `${formatRtu(event.rtu)}: removed, its row is not in the ini file any more; its counts stay`;
    case 'time':
      return describeTime(event.status);
    case 'fault':
      return describeFaultEvent(event.what, event.fault);
    case 'reaction':
      return describeReaction(event.outcome);
    case 'trouble':
      return event.detail;
  }
}

/** What a step of a reaction is for people. */
const REACTION_STEPS: Readonly<Record<ReactionOutcome['step'], string>> = {
  fired: 'fired',
  stopped: 'stopped before its time',
  restarted: 'begins its delay anew',
  cut: 'NOT FIRED',
  full: 'NOT FIRED',
  failed: 'FAILED',
};

/** `reaction trip (r.csv row 4) fired on RTU number 101: 1001 becomes open`. */
function describeReaction(outcome: ReactionOutcome): string {
  const { step, rule, file, row, change, detail, reactions, rtuNumbers: numbers } = outcome;
  const where = `${numbers.length === 1 ? 'RTU number' : 'RTU numbers'} ${formatRtuNumbers(numbers)}`;
  const times = reactions === numbers.length ? '' : ` ${formatNumber(reactions)} times`;
  const why = detail === '' ? '' : `: ${detail}`;
  return `reaction ${rule} (${file} row ${row}) ${REACTION_STEPS[step]}${times} on ${where}: ${change}${why}`;
}

function describeFaultEvent(what: 'started' | 'over', fault: FaultStatus): string {
  const { id, hits, who } = fault;
  const rtus = countOf(hits.length, 'RTU');
  if (what === 'started') return `fault ${id}: ${describeFault(fault)} on ${rtus} (${who})`;
  const count = (step: FaultStep): number => hits.filter(({ at }) => !Number.isNaN(at[step])).length;
  const parts = [
    `${formatNumber(count('applied'))} of ${rtus} hit`,
    `connections ended on ${formatNumber(count('closed'))}`,
  ];
  return `fault ${id}: ${fault.word} is over: ${parts.join(', ')}`;
}

/** The status, what the screen leaves out of it, and the servers that gave no time. */
function describeTime(status: TimeStatus): string {
  // Whether the machine's clock was left is a part of the detail already.
  const failed = besideText(status, 'set');
  const parts = [status.text, status.detail, failed === '' ? '' : `(${failed})`];
  return parts.filter((part) => part !== '').join(' ');
}

/** What went with a shard that died; empty: nothing. */
function describeLosses({ links, signals, logLines, sentListLines }: ShardLosses): string {
  const cut = links.reduce((sum, { count }) => sum + count, 0);
  const parts: string[] = [];
  if (cut > 0) parts.push(`${countOf(cut, 'link')} cut`);
  if (signals > 0) parts.push(`${countOf(signals, 'signal')} under way`);
  if (logLines > 0) parts.push(`up to ${countOf(logLines, 'line')} of the logs`);
  if (sentListLines > 0) parts.push(`up to ${countOf(sentListLines, 'line')} of the sent list`);
  return parts.length > 0 ? `; with it went ${parts.join(', ')}` : '';
}

/** The findings of a file, below the line about it. Only the first are shown: a file that is not a database has thousands. */
function withFindings(line: string, findings: readonly Finding[]): string {
  const shown = findings.slice(0, MOST_FINDINGS).map((finding) => `\n  ${formatFinding(finding)}`);
  const more = findings.length - shown.length;
  return `${line}${shown.join('')}${more > 0 ? `\n  and ${formatNumber(more)} more` : ''}`;
}

function describeSend(what: 'started' | 'finished' | 'settled', send: SendStatus): string {
  const name = `send ${send.id}: index ${send.index}`;
  if (what === 'finished') return `${name} has nothing more to send`;
  if (what === 'settled') return `${name} ended: ${formatTotals(send)}`;
  const lasts = send.durationMs > 0 ? `for ${send.durationMs / 1000} s` : 'once';
  const duration = send.withoutWaits ? `${lasts}, without waits and filters,` : lasts;
  const { running, missing, notStarted } = send.totals;
  const first = Number.isNaN(send.lastFirstFrameMs)
    ? ''
    : `, first frames after ${send.firstFrameMs.toFixed(1)} to ${send.lastFirstFrameMs.toFixed(1)} ms`;
  return `${name} ${duration} on ${countOf(running, 'RTU')} (${missing} have no such index, ${notStarted} not started)${first}`;
}
