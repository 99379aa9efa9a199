/** A step of a walk from end to end, and what came of it (`docs/behaviour.md` §15). */
import type { ElementRecord } from '../codec/elements.js';

/** The RTU of a step. */
export interface WalkRtu {
  /** Row of the stats table. */
  readonly slot: number;
  /** First cell of its ini row. */
  readonly no: number;
  readonly name: string;
  /** RTU number; it is the CA too. */
  readonly rtuNumber: number;
  readonly ioFile: string;
}

interface Place {
  /** From 1. */
  readonly number: number;
  readonly rtu: WalkRtu;
  readonly ioa: number;
  /** As the file has it: of a point, the type that its events go out as. */
  readonly typeId: number;
  readonly comment: string;
  /** The value as in logs and lists. */
  readonly value: string;
  /** State or value and quality in words: `ON (1)`, `ON (1), invalid`. */
  readonly words: string;
}

/** A point is set to a value. */
export interface PointStep extends Place {
  readonly kind: 'point';
  /** Untimed type. */
  readonly pointType: number;
  readonly record: ElementRecord;
  /** Quality words; empty: good. */
  readonly quality: string;
}

/** A command is expected from the front-end. */
export interface CommandStep extends Place {
  readonly kind: 'command';
  readonly quality: '';
  /** As `Commanded` has it: of a normalized set-point the fraction. */
  readonly wanted: number;
  /** Whether the RTU takes it only after a select. */
  readonly selects: boolean;
}

export type Step = PointStep | CommandStep;

/** `not tested`: nobody has judged it, or it was left out. */
export type StepResult = 'OK' | 'wrong' | 'not seen' | 'not tested';

/** What came of a step. */
export interface Outcome {
  readonly step: Step;
  /** When the value was sent, or the command was asked for, ms since 1970; NaN: never. */
  readonly atMs: number;
  readonly result: StepResult;
  readonly remark: string;
}

/** A command that the RTU has carried out. */
export interface CameCommand {
  readonly rtuNumber: number;
  readonly ioa: number;
  readonly typeId: number;
  readonly value: number;
}
