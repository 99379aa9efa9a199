/** The wall: how the test stands, to be read from across the room. */
import type { LiveEvent, LiveHello, LiveLimit, LiveRun, LiveTick } from '../live/messages.js';
import { formatElapsed, formatNumber, formatShort, formatShortMs } from '../text/format.js';
import { formatClock } from '../text/local-time.js';
import { Charts } from './charts.js';
import { byId, fillList, make, setClass, setText } from './dom.js';
import { Mosaic } from './mosaic.js';

/** Lines of the log at the foot. */
const EVENTS = 5;

/** The word for how it stands, and its class. */
function stateOf({ run, sends }: LiveTick): readonly [string, string] {
  if (run?.state === 'over') {
    if (run.interrupted === true) return ['INTERRUPTED', 'state bad'];
    const verdict = run.verdict ?? 'NONE';
    if (verdict === 'PASS') return ['PASS', 'state good'];
    if (verdict === 'FAIL') return ['FAIL', 'state bad'];
    return verdict === 'NOT JUDGED' ? ['NOT JUDGED', 'state warning'] : ['DONE', 'state'];
  }
  if (run?.state === 'waiting') return ['WAITING', 'state warning'];
  if (run?.state === 'running') return ['RUNNING', 'state busy'];
  return sends.length > 0 ? ['SENDING', 'state busy'] : ['READY', 'state'];
}

/** `0:12 of 1:00`; what is sent while there is no run. */
function progressOf({ run, sends }: LiveTick): string {
  if (run !== undefined) {
    const elapsed = formatElapsed(run.elapsedMs);
    const times = run.plannedMs > 0 ? `${elapsed} of ${formatElapsed(run.plannedMs)}` : elapsed;
    const reports = run.reports ?? [];
    return `${run.name}, ${times}${reports.length === 0 ? '' : `; report: ${reports.join(', ')}`}`;
  }
  return sends.map(({ text }) => text).join('; ');
}

/** Acknowledged signals as a share of those that had to be: `99.98 %`; never 100 % while one is missing. */
export function acknowledgedText({ offered, acknowledged }: LiveTick['signals']): string {
  if (offered === 0) return '–';
  if (acknowledged >= offered) return '100 %';
  return `${(Math.floor((acknowledged / offered) * 10_000) / 100).toFixed(2)} %`;
}

/** The limits with a bar each. */
function drawLimits(list: HTMLElement, run: LiveRun | undefined): void {
  const limits = run?.limits ?? [];
  while (list.children.length > limits.length) list.lastElementChild?.remove();
  limits.forEach((limit, i) => {
    const row = list.children[i] ?? list.appendChild(newLimit());
    drawLimit(row as HTMLElement, limit, run?.state === 'over');
  });
}

function newLimit(): HTMLElement {
  return make('li', { class: 'limit' }, [
    make('span', { class: 'limit-text' }),
    make('span', { class: 'limit-verdict' }),
    make('meter', { min: '0', max: '1', 'aria-hidden': 'true' }),
  ]);
}

function drawLimit(row: HTMLElement, { text, verdict, share }: LiveLimit, isOver: boolean): void {
  const [words, mark, bar] = row.children;
  setText(words, text);
  setText(mark, isOver ? verdict : verdict === 'PASS' ? '✓' : verdict === 'FAIL' ? '✕' : '?');
  setClass(row, `limit ${verdict === 'PASS' ? 'good' : verdict === 'FAIL' ? 'bad' : 'warning'}`);
  const value = String(Math.min(1, share ?? 0));
  if (bar.getAttribute('value') !== value) bar.setAttribute('value', value);
}

export class Wall {
  private readonly charts = new Charts(byId('chart-signals'), byId('chart-latency'), byId('marks'));
  private readonly mosaic = new Mosaic(byId('mosaic'), byId('legend'));
  private events: readonly LiveEvent[] = [];

  begin(hello: LiveHello): void {
    this.mosaic.begin(hello.rtus);
    this.charts.take(hello.charts, 'start', hello.marks, hello.at);
    this.events = hello.events;
    this.drawEvents();
  }

  show(tick: LiveTick): void {
    const [word, className] = stateOf(tick);
    setText(byId('state'), word);
    setClass(byId('state'), className);
    setText(byId('progress'), progressOf(tick));
    setText(byId('clock'), formatClock(tick.at).slice(0, 8));
    const online = `${formatNumber(tick.online)}/${formatNumber(tick.rtus)}`;
    setText(byId('online'), online);
    const size = online.length > 8 ? 'figure long' : 'figure';
    setClass(byId('online'), tick.online < tick.rtus ? `${size} warning` : size);
    setText(byId('rate'), formatShort(tick.signalsPerSecond));
    setText(byId('acknowledged'), acknowledgedText(tick.signals));
    setText(byId('ack-p99'), tick.runAckP99Ms === null ? '–' : formatShortMs(tick.runAckP99Ms));
    setText(
      byId('limiter'),
      tick.hangs.length > 0
        ? `${tick.hangs.join('; ')}: the figures of its RTUs stand still`
        : tick.limiter.text,
    );
    setClass(byId('limiter'), tick.hangs.length > 0 ? 'limiter bad' : 'limiter');
    setText(byId('account'), tick.signals.text);
    this.mosaic.show(tick.signs);
    this.charts.take(tick.points, 'now', tick.marks, tick.at);
    drawLimits(byId('limits'), tick.run);
    byId('limits').hidden = (tick.run?.limits.length ?? 0) === 0;
    if (tick.events.length > 0) {
      this.events = [...this.events, ...tick.events].slice(-EVENTS);
      this.drawEvents();
    }
  }

  private drawEvents(): void {
    const lines = this.events.slice(-EVENTS).map(({ at, level, text }) => ({
      text: `${formatClock(at).slice(0, 8)} ${text}`,
      className: level === 'info' ? '' : level === 'error' ? 'bad' : 'warning',
    }));
    fillList(byId('events'), 'li', lines);
  }
}
