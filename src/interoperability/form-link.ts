/** The sections of the link, and of what lists of vendors lack. */
import { boxes, type FormSection } from './form-entries.js';

/** Time-outs, window, connections. */
export const LINK: FormSection = {
  id: 'link',
  title: 'Time-outs, window, connections',
  parts: [
    {
      title: 'Time-outs',
      settings: [
        {
          setting: 't0',
          text: 't0: connection',
          usual: 30,
          unit: 's',
          remark: 'of the side that connects; a controlled station has none',
        },
        { setting: 't1', text: 't1: sent I frames and test frames', usual: 15, unit: 's' },
        { setting: 't2', text: 't2: acknowledgement, below t1', usual: 10, unit: 's' },
        { setting: 't3', text: 't3: test frames of an idle connection', usual: 20, unit: 's' },
        {
          setting: 'testfr',
          text: 'test frames of its own',
          usual: 'standard',
          remark: 'passive: t3 never runs, it answers those of the master only; standard: after t3',
        },
      ],
    },
    {
      title: 'Window',
      settings: [
        { setting: 'k', text: 'k: I frames without acknowledgement, at most', usual: 12, unit: 'APDUs' },
        {
          setting: 'w',
          text: 'w: acknowledgement after so many I frames, at the latest',
          usual: 8,
          unit: 'APDUs',
        },
      ],
    },
    {
      title: 'Redundant connections',
      settings: [
        { setting: 'connections', text: 'connections at once, at most', usual: 8 },
        {
          setting: 'group',
          text: 'redundancy groups',
          usual: 'one',
          remark:
            'one: all connections form one; each: every connection is one of its own; else groups of peers by address',
        },
      ],
    },
    {
      title: 'Network',
      boxes: boxes(
        ['network.ethernet', 'Ethernet 802.3'],
        ['network.x21', 'serial X.21 interface'],
        ['network.other', 'others of the RFC 2200 suite'],
      ),
    },
  ],
};

/** Entries of our own: the options of an RTU that its master must know. */
export const FURTHER: FormSection = {
  id: 'further',
  title: 'What else both sides must know',
  note: 'Lists of vendors have no entries for these. In brackets: the option of the ini file.',
  parts: [
    {
      title: 'Initialization',
      settings: [
        {
          setting: 'eoi',
          text: 'end of initialization (eoi)',
          usual: 'start',
          remark: 'start: once after the start; every: after each STARTDT of a new connection; never',
        },
      ],
    },
    {
      title: 'Data',
      settings: [
        {
          setting: 'objects',
          text: 'information objects in an ASDU, at most (objects)',
          usual: 'max',
          remark: 'max: what fits',
        },
        {
          setting: 'sq',
          text: 'answers to interrogations with SQ 1 (sq)',
          usual: '0',
          remark: '0: never; 1: always, where addresses follow one another; auto: where it saves frames',
        },
        {
          setting: 'packing',
          text: 'order of an interrogation (packing)',
          usual: 'type',
          remark: 'type: the points of one type together; file: as in the IOA file',
        },
      ],
    },
    {
      title: 'Events while no master takes them',
      settings: [
        {
          setting: 'events',
          text: 'events with a time tag (events)',
          usual: 'drop',
          remark: 'keep: sent after the next STARTDT',
        },
        { setting: 'event_buffer', text: 'signals that are kept, at most (event_buffer)', usual: 10_000 },
      ],
    },
    {
      title: 'Commands',
      settings: [
        { setting: 'select_timeout', text: 'a selection ends after (select_timeout)', usual: 10, unit: 's' },
      ],
    },
    {
      title: 'Clock',
      settings: [
        {
          setting: 'clock',
          text: 'clock sync (clock)',
          usual: 'report',
          remark: 'follow: time tags tell its time from then on; report: it is logged',
        },
        { setting: 'time', text: 'zone of time tags (time)', usual: 'local' },
        {
          setting: 'time_valid',
          text: 'time tags are valid (time_valid)',
          usual: 'always',
          remark: 'synced: after a clock sync only (IV)',
        },
        {
          setting: 'time_hold',
          text: 'a clock sync holds for (time_hold)',
          usual: 0,
          unit: 's',
          remark: '0: for ever',
        },
      ],
    },
    {
      title: 'Idle connection',
      settings: [
        {
          setting: 'idleTime',
          text: 'closed after this time without a frame',
          usual: 60,
          unit: 's',
          remark: '0: never',
        },
      ],
    },
  ],
};
