import type { CommandSpecification } from '../command-line/command-specification.js';
import { SIMULATOR } from './simulate/simulator-options.js';

/** The simulator's options under another name. */
export const DEMO: CommandSpecification = {
  ...SIMULATOR,
  name: 'iec104rs demo',
  description:
    'The simulator with a master connected to every RTU. The master asks each RTU for an interrogation and runs as a process of its own, which ends with the simulator.',
};
