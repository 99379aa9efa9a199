/** What came of reactions, as lines for people: in floods they are joined. The logs of the RTUs have each event. */
import type { ReactionEvent } from '../reactions/reactions.js';
import type { ReactionOutcome } from './api.js';

/** So many lines of one row and one outcome are told in a second, the others in one line at its end. */
const LINES = 10;
const SECOND_MS = 1000;

/** What is told of one row and one outcome in a second. */
interface Second {
  lines: number;
  /** Not told yet; `undefined`: nothing. */
  rest: Gathered | undefined;
}

interface Gathered {
  readonly first: ReactionEvent;
  reactions: number;
  readonly rtuNumbers: Set<number>;
}

export class ReactionLines {
  /** Of this turn of the event loop. */
  private turn = new Map<string, Gathered>();
  private readonly seconds = new Map<string, Second>();
  private telling: NodeJS.Immediate | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly report: (outcome: ReactionOutcome) => void) {}

  add(event: ReactionEvent): void {
    const { row, step, detail } = event;
    gather(this.turn, `${row.file} ${row.line} ${step} ${detail}`, event);
    this.telling ??= setImmediate(() => this.endTurn());
  }

  /** Tells what is left. */
  close(): void {
    clearImmediate(this.telling);
    clearTimeout(this.timer);
    this.endTurn();
    this.tellRests();
    clearTimeout(this.timer);
  }

  private endTurn(): void {
    this.telling = undefined;
    const { turn } = this;
    this.turn = new Map();
    for (const [key, gathered] of turn) {
      const second = this.seconds.get(key) ?? { lines: 0, rest: undefined };
      this.seconds.set(key, second);
      if (second.lines < LINES) {
        second.lines++;
        this.report(outcomeOf(gathered));
      } else if (second.rest === undefined) second.rest = gathered;
      else {
        second.rest.reactions += gathered.reactions;
        for (const number of gathered.rtuNumbers) second.rest.rtuNumbers.add(number);
      }
    }
    if (turn.size > 0) this.timer ??= setTimeout(() => this.endSecond(), SECOND_MS);
  }

  private endSecond(): void {
    this.timer = undefined;
    this.tellRests();
    this.seconds.clear();
  }

  private tellRests(): void {
    for (const { rest } of this.seconds.values()) if (rest !== undefined) this.report(outcomeOf(rest));
  }
}

function gather(into: Map<string, Gathered>, key: string, event: ReactionEvent): void {
  const known = into.get(key);
  if (known === undefined) {
    into.set(key, { first: event, reactions: event.reactions, rtuNumbers: new Set([event.rtuNumber]) });
  } else {
    known.reactions += event.reactions;
    known.rtuNumbers.add(event.rtuNumber);
  }
}

function outcomeOf({ first, reactions, rtuNumbers }: Gathered): ReactionOutcome {
  const { step, row, detail } = first;
  const { file, line, rule, change } = row;
  const numbers = [...rtuNumbers].sort((a, b) => a - b);
  return { step, rule, file, row: line, change, detail, reactions, rtuNumbers: numbers };
}
