/** Faults of the APCI: sequence numbers, U frames, framing. */
import type { DemandCase, FaultKind } from './fault-kind.js';

/** A confirmation that comes later than t1 is one that does not come. */
const late = ({ value, t1Ms }: DemandCase) => (value * 1000 < t1Ms ? 'stays' : 'closes-t1');

const APCI = { group: 'apci', share: 'rtus', source: 'docs/protocol.md §1' } as const;

/** From when a con is late, s. */
const LATE = { unit: 's', least: 0.001, most: 3600, decimals: true } as const;

export const APCI_FAULTS = {
  'no-startdt': {
    ...APCI,
    help: 'does not confirm STARTDT, and sends nothing on connections that begin meanwhile',
    span: 'lasting',
    demand: 'closes-t1',
  },
  'late-startdt': {
    ...APCI,
    help: 'confirms STARTDT late',
    span: 'lasting',
    value: { ...LATE, meaning: 'time until the confirmation' },
    demand: late,
  },
  'no-testfr': {
    ...APCI,
    help: 'does not confirm TESTFR',
    span: 'lasting',
    demand: 'closes-t1',
  },
  'late-testfr': {
    ...APCI,
    help: 'confirms TESTFR late',
    span: 'lasting',
    value: { ...LATE, meaning: 'time until the confirmation' },
    demand: late,
  },
  'no-ack': {
    ...APCI,
    help: 'acknowledges nothing: its N(R) stands still',
    span: 'lasting',
    demand: 'closes-t1',
  },
  'late-ack': {
    ...APCI,
    help: 'acknowledges late',
    span: 'lasting',
    value: { ...LATE, meaning: 'time until the acknowledgement' },
    demand: late,
  },
  'ns-gap': {
    ...APCI,
    help: 'leaves one N(S) out',
    span: 'either',
    demand: 'closes',
    spoils: true,
  },
  'ns-repeat': {
    ...APCI,
    help: 'sends the N(S) of the frame before again',
    span: 'either',
    demand: 'closes',
    spoils: true,
  },
  'nr-ahead': {
    ...APCI,
    help: 'acknowledges frames that the master has not sent',
    span: 'either',
    value: { unit: 'number', least: 1, most: 16_383, preset: 1, meaning: 'how many frames too many' },
    demand: 'closes',
  },
  'nr-behind': {
    ...APCI,
    help: 'acknowledges fewer frames than before',
    span: 'either',
    value: { unit: 'number', least: 1, most: 16_383, preset: 1, meaning: 'how many frames too few' },
    demand: 'closes',
  },
  'early-i': {
    ...APCI,
    help: 'sends an I frame before STARTDT on connections that begin meanwhile',
    span: 'lasting',
    demand: 'free',
    source: 'our reading',
  },
  'bad-start': {
    ...APCI,
    help: 'sends a frame whose start octet is wrong',
    span: 'either',
    value: { unit: 'number', least: 0, most: 255, preset: 0x69, meaning: 'start octet' },
    demand: 'closes',
  },
  'bad-length': {
    ...APCI,
    help: 'sends a frame whose length octet is not allowed',
    span: 'either',
    value: { unit: 'number', least: 0, most: 255, preset: 255, meaning: 'length octet' },
    demand: 'closes',
  },
  'half-frame': {
    ...APCI,
    help: 'sends half a frame, and then nothing more',
    span: 'lasting',
    demand: 'closes-t1',
    source: 'our reading',
  },
  'unknown-u': {
    ...APCI,
    help: 'sends a U frame that the standard does not have',
    span: 'either',
    value: { unit: 'number', least: 0, most: 255, preset: 0x03, meaning: 'control octet' },
    demand: 'free',
    source: 'our reading',
  },
} as const satisfies Readonly<Record<string, FaultKind>>;
