/** Every scenario of the suite, in the order of playing. */
import { apiFlood, silentRequests } from './api-floods.js';
import { killedShards } from './deaths.js';
import { fullDisk } from './disks.js';
import { floods } from './floods.js';
import { hangingShard, stoppedProcess } from './freezes.js';
import { frozenDisk } from './frozen-disk.js';
import { fewDescriptors, stalledPipe } from './narrow.js';
import { hostileOctets } from './octets.js';
import { randomMasters } from './random-masters.js';
import type { Scenario } from './trial.js';
import { unreadTerminal } from './unread-terminal.js';

export const SCENARIOS: readonly Scenario[] = [
  hostileOctets,
  ...floods,
  stoppedProcess,
  hangingShard,
  killedShards,
  fullDisk,
  frozenDisk,
  fewDescriptors,
  stalledPipe,
  unreadTerminal,
  apiFlood,
  silentRequests,
  randomMasters,
];
