/** The layout of the screen: title, inputs, status lines, tabs, body, foot. */
import type { Area } from './canvas.js';

/** Smallest screen that the dashboard is drawn on. */
export const LEAST_WIDTH = 72;
export const LEAST_HEIGHT = 15;

/** Rows of the parts, from the top. */
export interface Layout {
  readonly inputsAt: number;
  /** The line of RTU numbers and waits; `undefined`: not there. */
  readonly choiceAt: number | undefined;
  /** First of the status lines: NTP, running sends. */
  readonly statusAt: number;
  readonly tabsAt: number;
  /** Inside of the frame. */
  readonly body: Area;
  /** Lower edge of the frame. */
  readonly edgeAt: number;
  /** Explanation and keys; on a low screen both have the same line. */
  readonly helpAt: number;
  readonly keysAt: number;
}

/** The layout of a screen with this number of status lines, and with the line of RTU numbers or without. */
export function layOut(
  width: number,
  height: number,
  { statusLines, choiceLine }: { statusLines: number; choiceLine: boolean },
): Layout {
  const statusAt = choiceLine ? 3 : 2;
  const tabsAt = statusAt + statusLines;
  const footLines = height >= 20 ? 2 : 1;
  const edgeAt = height - footLines - 1;
  return {
    inputsAt: 1,
    choiceAt: choiceLine ? 2 : undefined,
    statusAt,
    tabsAt,
    body: { x: 1, y: tabsAt + 1, width: width - 2, height: Math.max(0, edgeAt - tabsAt - 1) },
    edgeAt,
    helpAt: edgeAt + 1,
    keysAt: height - 1,
  };
}
