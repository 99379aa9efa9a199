/** The rows of the load profile, with a line that moves through them. */
import type { LiveRun, LiveStep } from '../live/messages.js';
import { formatElapsed } from '../text/format.js';
import { byId, make, setClass, setText } from './dom.js';

/** How a row stands: a word beside the colour. */
function stateOf({ atMs, durationMs }: LiveStep, elapsedMs: number): 'comes' | 'now' | 'done' {
  if (elapsedMs < atMs) return 'comes';
  return elapsedMs < atMs + Math.max(durationMs, 1000) ? 'now' : 'done';
}

export class PlanView {
  private steps: readonly LiveStep[] = [];
  private readonly rows = byId('plan-rows');

  /** Takes the rows. */
  begin(plan: readonly LiveStep[]): void {
    this.steps = plan;
    byId('plan-box').hidden = plan.length === 0;
    this.rows.replaceChildren(
      ...plan.map(({ atMs, text }) =>
        make('tr', {}, [make('td', {}, formatElapsed(atMs)), make('td'), make('td', {}, text)]),
      ),
    );
  }

  /** Moves the line to where the run stands. */
  show(run: LiveRun | undefined): void {
    const elapsedMs = run === undefined || run.state === 'waiting' ? Number.NEGATIVE_INFINITY : run.elapsedMs;
    const next = this.steps.findIndex(({ atMs }) => atMs > elapsedMs);
    this.steps.forEach((step, i) => {
      const state = run?.state === 'over' ? 'done' : stateOf(step, elapsedMs);
      const row = this.rows.children[i];
      setText(row.children[1], state);
      // The line stands above the row that comes next.
      setClass(row, `step-${state}${i === next && run?.state === 'running' ? ' next' : ''}`);
    });
  }
}
