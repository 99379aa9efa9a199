/** The layout of the screen: title, inputs, status lines, tabs, body, foot. */
import type { Area } from './canvas.js';

/** Smallest screen that the dashboard is drawn on. */
export const LEAST_WIDTH = 72;
export const LEAST_HEIGHT = 15;

/** Rows of the parts, from the top. */
export interface Layout {
  readonly inputsAt: number;
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

/** The layout of a screen with this number of status lines. */
export function layOut(width: number, height: number, statusLines: number): Layout {
  const tabsAt = 2 + statusLines;
  const footLines = height >= 20 ? 2 : 1;
  const edgeAt = height - footLines - 1;
  return {
    inputsAt: 1,
    statusAt: 2,
    tabsAt,
    body: { x: 1, y: tabsAt + 1, width: width - 2, height: Math.max(0, edgeAt - tabsAt - 1) },
    edgeAt,
    helpAt: edgeAt + 1,
    keysAt: height - 1,
  };
}
