/** How many frames of each kind a link has received. */

/** Counts from the begin of the link; frames that end it are not counted. */
export interface FrameCounts {
  iFrames: number;
  sFrames: number;
  testFrames: number;
  /** STARTDT act and STOPDT act. */
  starts: number;
  stops: number;
  /** A con of any kind. */
  confirmations: number;
}

export function noFrames(): FrameCounts {
  return { iFrames: 0, sFrames: 0, testFrames: 0, starts: 0, stops: 0, confirmations: 0 };
}
