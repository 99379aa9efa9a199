/** What puts signals on a link: index sends and interrogations share this, so that they interleave frame by frame. */
import type { Link } from '../link.js';

/** Something that has frames to send over time. */
export interface Producer {
  readonly kind: 'index' | 'station' | 'counter' | 'event' | 'command';
  /** Writes at most `room` I frames into the link's outbox; returns how many. 0: nothing ready (waiting or done). */
  fill(link: Link, room: number, nowMs: number): number;
  /** Nothing more will come from it; the link drops it. */
  readonly done: boolean;
  /** A frame could be written as soon as the window allows. */
  readonly ready: boolean;
  /** When the producer has something to do by itself (a wait over, its time over), monotonic ms; Infinity: never. */
  nextDeadline(): number;
  /** Does what is due. */
  tick(link: Link, nowMs: number): void;
  /** A frame with `signals` of its signals was acknowledged. */
  acknowledged(link: Link, signals: number, nowMs: number): void;
  /** The link was lost or stopped: `signals` of its sent signals will never be acknowledged, and what is left will not be sent. */
  lost(link: Link, signals: number, nowMs: number): void;
}
