/** The built program on the wire: every exchange of the tables, captured and dissected by tshark. */
import { describe, expect, it } from 'vitest';
import { COMMANDS } from './command-exchanges.js';
import { CONNECTIONS, SENT_AGAIN, UNANSWERED } from './connection-exchanges.js';
import { INTERROGATIONS } from './interrogation-exchanges.js';
import { MONITORING } from './monitoring-exchanges.js';
import { itSees } from './recorded-exchanges.js';
import { REFUSALS } from './refusal-exchanges.js';

describe('monitoring: tshark sees', () => {
  itSees(MONITORING);
});

describe('interrogations: tshark sees', () => {
  itSees(INTERROGATIONS);
});

describe('commands: tshark sees', () => {
  itSees(COMMANDS);
});

describe('refusals: tshark sees', () => {
  itSees(REFUSALS);
});

describe('connections: tshark sees', () => {
  const recording = itSees(CONNECTIONS);

  it('the original time tags where signals are sent again', () => {
    const { frames, streams } = recording();
    const timesOn = (link: string, texts: readonly string[]) =>
      frames
        .filter(({ stream, text }) => stream === streams[link] && texts.includes(text))
        .map(({ text, timesMs }) => [text, ...timesMs]);
    const before = timesOn('before', UNANSWERED);
    const after = timesOn('after', SENT_AGAIN);
    expect(before.map(([text]) => text)).toEqual(UNANSWERED);
    expect(after.map(([text]) => text)).toEqual(SENT_AGAIN);
    expect(after.map(([, ...times]) => times)).toEqual(before.map(([, ...times]) => times));
  });
});
