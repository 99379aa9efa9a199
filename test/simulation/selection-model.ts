/** Which command points of a station are selected, and how a command is to be confirmed (`docs/protocol.md` §5). */
import type { LinkChecker } from './link-checker.js';
import { plainType, type WireAsdu } from './wire.js';

interface Selection {
  holder: LinkChecker;
  type: number;
  elements: string;
  untilMs: number;
}

/** The expected answer to a command, and whether it is carried out. */
export interface CommandOutcome {
  isNegative: boolean;
  isExecuted: boolean;
}

const REFUSED: CommandOutcome = { isNegative: true, isExecuted: false };

export class SelectionModel {
  private readonly byIoa = new Map<number, Selection>();

  /** The RTU has read a command that is in its file: returns how it must be answered. */
  command(
    link: LinkChecker,
    { type, cot, objects }: WireAsdu,
    { nowMs, arrivedMs, isOutdated }: { nowMs: number; arrivedMs: number; isOutdated: boolean },
  ): CommandOutcome {
    const [{ ioa, elements }] = objects;
    const { select, selectTimeoutMs } = link.rtu.parameters;
    const last = Number.parseInt(elements.slice(-2), 16);
    const cleared = elements.slice(0, -2) + (last & 0x7f).toString(16).padStart(2, '0');
    const held = this.find(ioa, arrivedMs);
    if (cot === 8) {
      if (held?.holder !== link) return REFUSED;
      this.byIoa.delete(ioa);
      return { isNegative: false, isExecuted: false };
    }
    if (isOutdated || (held !== undefined && held.holder !== link)) return REFUSED;
    if (last & 0x80) {
      this.byIoa.set(ioa, { holder: link, type, elements: cleared, untilMs: nowMs + selectTimeoutMs });
      return { isNegative: false, isExecuted: false };
    }
    this.byIoa.delete(ioa);
    const fits = held === undefined ? select === 'optional' : held.type === type && held.elements === cleared;
    return fits ? { isNegative: false, isExecuted: true } : REFUSED;
  }

  /** The connection has stopped data transfer, or is gone. */
  release(link: LinkChecker): void {
    for (const [ioa, { holder }] of this.byIoa) if (holder === link) this.byIoa.delete(ioa);
  }

  /** What came before a selection's time was over is judged by it, however late it is read. */
  private find(ioa: number, arrivedMs: number): Selection | undefined {
    const held = this.byIoa.get(ioa);
    return held !== undefined && arrivedMs < held.untilMs ? held : undefined;
  }
}

/** Untimed types of commands. */
export function isCommand(type: number): boolean {
  const { plain } = plainType(type);
  return plain >= 45 && plain <= 51;
}
