/** The look of every style: its text can be read, whatever the terminal's own background is. */
import { describe, expect, it } from 'vitest';
import { attributesFor } from '../../src/tui/screen/attributes.js';
import { STYLE } from '../../src/tui/view/style.js';

type Rgb = readonly [number, number, number];

/** xterm's first sixteen colours, from its manual (XTerm-col.ad). */
const SIXTEEN: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];
const STEPS = [0, 95, 135, 175, 215, 255];

/** A colour of xterm's 256: sixteen, a cube of six steps, 24 greys. */
function rgbOf(colour: number): Rgb {
  if (colour < 16) return SIXTEEN[colour];
  if (colour >= 232) {
    const grey = 8 + 10 * (colour - 232);
    return [grey, grey, grey];
  }
  const cube = colour - 16;
  return [STEPS[Math.floor(cube / 36)], STEPS[Math.floor(cube / 6) % 6], STEPS[cube % 6]];
}

/** Relative luminance, WCAG 2.2. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: number, b: number): number {
  const [high, low] = [luminance(rgbOf(a)), luminance(rgbOf(b))].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

it('the contrast is computed as WCAG does', () => {
  expect(contrast(16, 231)).toBeCloseTo(21, 5);
  // #767676 on white is the textbook example of 4.54:1.
  expect(contrast(243, 231)).toBeCloseTo(4.54, 2);
});

const LEAST = 4.5;
const BOLD = 1;
const DEFAULT = 0x1ff;

describe.each(['many', 'few'] as const)('with %s colours', (depth) => {
  const attributes = attributesFor(depth);

  it.each(Object.entries(STYLE))('%s has two colours of its own, 4.5:1 apart', (_, style) => {
    const attribute = attributes[style];
    const foreground = (attribute >> 9) & 0x1ff;
    const background = attribute & 0x1ff;
    expect(foreground).not.toBe(DEFAULT);
    expect(background).not.toBe(DEFAULT);
    if (depth === 'many') expect(Math.min(foreground, background)).toBeGreaterThanOrEqual(16);
    else expect(Math.max(foreground, background)).toBeLessThan(8);
    expect(contrast(foreground, background)).toBeGreaterThanOrEqual(LEAST);
    // Many terminals show the eight brighter where they are bold.
    const isBold = ((attribute >> 18) & BOLD) !== 0;
    if (depth === 'few' && isBold) {
      expect(contrast(foreground + 8, background)).toBeGreaterThanOrEqual(LEAST);
    }
  });

  it('good, bad and plain differ, in the chosen row too', () => {
    const looks = (...styles: number[]) => new Set(styles.map((style) => attributes[style])).size;
    expect(looks(STYLE.PLAIN, STYLE.GOOD, STYLE.BAD, STYLE.WARNING)).toBe(4);
    expect(looks(STYLE.CHOSEN, STYLE.CHOSEN_GOOD, STYLE.CHOSEN_BAD, STYLE.PLAIN)).toBe(4);
    expect(looks(STYLE.EDITABLE, STYLE.EDITABLE_CHANGED, STYLE.EDITABLE_FOCUS)).toBe(3);
  });
});

it('without colours the terminal keeps its own', () => {
  for (const attribute of attributesFor('none')) {
    expect([(attribute >> 9) & 0x1ff, attribute & 0x1ff]).toEqual([DEFAULT, DEFAULT]);
  }
});
