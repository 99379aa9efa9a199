import type { CommandSpecification } from '../command-line/command-specification.js';
import { SIMULATOR } from './simulate/simulator-options.js';

/** It makes the demo that of the gateway. */
export const GATEWAY_WORD = '--gateway';

/** The simulator's options under another name. */
export const DEMO: CommandSpecification = {
  ...SIMULATOR,
  name: 'iec104rs demo',
  options: [
    {
      flags: GATEWAY_WORD,
      text: 'a gateway with its RTUs and five masters of each instead; the other options are those of iec104rs gateway then',
    },
    ...SIMULATOR.options,
  ],
  description:
    'The simulator with a master connected to every RTU. The master asks each RTU for an interrogation and runs as a process of its own, which ends with the simulator.',
};
