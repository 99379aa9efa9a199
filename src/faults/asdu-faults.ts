/** Faults of ASDUs and of the data in them. A master must tell the operator of them, and go on. */
import type { FaultKind } from './fault-kind.js';

const ASDU = {
  group: 'asdu',
  share: 'rtus',
  span: 'either',
  demand: 'stays',
  source: 'docs/protocol.md §2',
} as const;

export const ASDU_FAULTS = {
  'unknown-type': {
    ...ASDU,
    help: 'sends signals under a type that the standard does not have',
    value: { unit: 'number', least: 0, most: 255, preset: 200, meaning: 'type' },
    spoils: true,
  },
  'unknown-cot': {
    ...ASDU,
    help: 'sends signals with a cause that the standard does not have',
    value: { unit: 'number', least: 0, most: 63, preset: 50, meaning: 'cause' },
    spoils: true,
  },
  'other-ca': {
    ...ASDU,
    help: 'sends signals under the CA of another station',
    value: { unit: 'number', least: 0, most: 65_535, preset: 999, meaning: 'CA' },
    spoils: true,
  },
  'unknown-ioa': {
    ...ASDU,
    help: 'sends signals under an address that it does not have',
    value: {
      unit: 'number',
      least: 0,
      most: 16_777_215,
      preset: 16_777_215,
      meaning: 'IOA of the first signal',
    },
    spoils: true,
  },
  vsq: {
    ...ASDU,
    help: 'says another number of signals than it sends',
    value: { unit: 'number', least: 0, most: 127, preset: 60, meaning: 'number of signals said' },
    demand: 'free',
    source: 'our reading',
    spoils: true,
  },
  short: {
    ...ASDU,
    help: 'leaves octets out at the end of an ASDU',
    value: { unit: 'octets', least: 1, most: 240, preset: 1, meaning: 'octets left out' },
    demand: 'free',
    source: 'our reading',
    spoils: true,
  },
  twice: { ...ASDU, help: 'sends every frame with signals a second time, with an N(S) of its own' },
  'old-time': {
    ...ASDU,
    help: 'sends time tags of the past',
    span: 'lasting',
    value: { unit: 's', least: 0.001, most: 315_360_000, decimals: true, meaning: 'how old they are' },
  },
  'bad-time': { ...ASDU, help: 'sends time tags whose bits are all ones: no time', span: 'lasting' },
  'time-jump': {
    ...ASDU,
    help: 'has a clock that jumps, and jumps back at the end',
    span: 'lasting',
    value: {
      unit: 's',
      least: -315_360_000,
      most: 315_360_000,
      decimals: true,
      meaning: 'how far its clock is ahead',
    },
  },
  'no-summer': { ...ASDU, help: 'sends time tags with the wrong summer bit', span: 'lasting' },
  quality: {
    ...ASDU,
    group: 'data',
    help: 'sends its points with bad quality, all at once, and with good quality at the end',
    span: 'lasting',
    share: 'points',
    value: { unit: 'flags', least: 1, most: 0xf1, meaning: 'quality flags: IV, NT, SB, BL, OV' },
  },
  chatter: {
    ...ASDU,
    group: 'data',
    help: 'has single and double points that change again and again',
    span: 'lasting',
    share: 'points',
    value: {
      unit: 'changes/s',
      least: 0.001,
      most: 1000,
      preset: 1,
      decimals: true,
      meaning: 'changes per second',
    },
  },
  frozen: {
    ...ASDU,
    group: 'data',
    help: 'sends its points with the values of the begin, under time tags that go on',
    span: 'lasting',
    share: 'points',
  },
} as const satisfies Readonly<Record<string, FaultKind>>;
