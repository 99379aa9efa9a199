/** Random octets on one link: it is closed or stays open; other links and the shard are not affected. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MasterLink } from '../../src/master/master-link.js';
import { iFrame, type RawPeer, toHex } from '../support/raw-peer.js';
import { TestEngine } from '../support/test-engine.js';
import { pointRows } from '../support/workspace.js';

const STARTDT_ACT = '68 04 07 00 00 00';
const STARTDT_CON = '68 04 0B 00 00 00';
const TESTFR_ACT = '68 04 43 00 00 00';
const TESTFR_CON = '68 04 83 00 00 00';
const RUNS = { numRuns: 150 };

/** Starts an engine of one shard with two RTUs, and a started master on the second. */
async function startTwo(): Promise<{ test: TestEngine; witness: MasterLink }> {
  const commands = ['9,N,45,500,1000,0', '9,N,46,501,1001,0', '9,N,63,502,1002,0', '9,N,51,503,1003,0'];
  const rtus = [0, 1].map((i) => ({
    name: `R${i}`,
    ca: i + 1,
    options: ['connections=1000', 'group=each', 'eoi=never'],
  }));
  const test = await TestEngine.start({ rtus, databases: { 'd.csv': [...pointRows(1, 10), ...commands] } });
  return { test, witness: await test.started(1) };
}

/** Checks that nothing happened to the other link. */
async function expectUntouched(test: TestEngine, witness: MasterLink): Promise<void> {
  await witness.test();
  expect(witness.violations.count).toBe(0);
  expect(test.events.filter(({ kind }) => kind !== 'link' && kind !== 'started')).toEqual([]);
}

describe('random octets', () => {
  it('close the link at once if they cannot be a frame', async () => {
    const { test, witness } = await startTwo();
    const noFrame = fc.oneof(
      // A wrong start octet or length octet.
      fc
        .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 600 }))
        .filter(([first]) => first !== 0x68)
        .map(([first, rest]) => Uint8Array.from([first, ...rest])),
      fc
        .tuple(fc.constantFrom(0, 1, 2, 3, 254, 255), fc.uint8Array({ maxLength: 600 }))
        .map(([length, rest]) => Uint8Array.from([0x68, length, ...rest])),
    );
    await fc.assert(
      fc.asyncProperty(noFrame, async (octets) => {
        const peer = await test.raw(0);
        peer.send(toHex(octets));
        await peer.expectClosed();
      }),
      RUNS,
    );
    await expectUntouched(test, witness);
  });

  it('do not affect other links', async () => {
    const { test, witness } = await startTwo();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        fc.boolean(),
        async (octets, started, framed) => {
          const peer = await test.raw(0);
          if (started) peer.send(STARTDT_ACT);
          // A frame with valid start and length, and random content.
          const body = framed ? Uint8Array.from([0x68, 253, ...octets, ...new Uint8Array(300)]) : octets;
          peer.send(toHex(framed ? body.slice(0, 255) : body));
          peer.close();
          await ended(peer);
        },
      ),
      RUNS,
    );
    await expectUntouched(test, witness);
  });

  it('as ASDUs in good frames are answered, or end the link', async () => {
    const { test, witness } = await startTwo();
    const asdu = fc
      .tuple(
        fc.oneof(fc.constantFrom(45, 46, 51, 63, 100, 101, 102, 103, 105, 107), fc.nat({ max: 255 })),
        fc.oneof(fc.constant(1), fc.nat({ max: 255 })),
        fc.oneof(fc.constantFrom(5, 6, 8), fc.nat({ max: 255 })),
        fc.nat({ max: 255 }),
        fc.oneof(fc.constantFrom([1, 0], [255, 255]), fc.tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }))),
        fc.oneof(fc.constantFrom([0, 0, 0], [0xf4, 1, 0], [0xe8, 3, 0]), fc.constant([255, 255, 255])),
        fc.uint8Array({ maxLength: 24 }),
      )
      .map(([type, vsq, cot, oa, ca, ioa, rest]) =>
        toHex(Uint8Array.from([type, vsq, cot, oa, ...ca, ...ioa, ...rest])),
      );
    await fc.assert(
      fc.asyncProperty(asdu, async (hex) => {
        const peer = await test.raw(0);
        peer.send(STARTDT_ACT);
        await peer.expect(STARTDT_CON);
        peer.send(`${iFrame(0, 0, hex)} ${TESTFR_ACT}`);
        // Any number of replies, then TESTFR con or the end of the connection.
        const frames = await ended(peer, (frame) => frame === TESTFR_CON);
        expect(frames.length).toBeLessThan(20);
        peer.close();
      }),
      RUNS,
    );
    await expectUntouched(test, witness);
  });
});

/** Reads frames up to one that matches, or up to the end of the connection. */
async function ended(peer: RawPeer, fits: (frame: string) => boolean = () => false): Promise<string[]> {
  const frames: string[] = [];
  for (let i = 0; i < 1000; i++) {
    const frame = await peer.next().catch((error: Error) => {
      if (/was closed/.test(error.message)) return undefined;
      throw error;
    });
    if (frame === undefined) return frames;
    frames.push(frame);
    if (fits(frame)) return frames;
  }
  throw new Error('a thousand frames and no end');
}
