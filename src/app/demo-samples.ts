/** The sample files beside the program: what a demo plays that is started in a folder without files of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GATEWAY_FILE } from '../config/gateway/load-gateway.js';
import { DEFAULT_DATA, DEFAULT_INI } from './simulate/simulator-options.js';

/** The program's own folder. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The options, or those with the sample files, if the ini file has its default name and is not there. */
export function orSamples<Options extends { ini: string; data: string }>(options: Options): Options {
  const { ini, data } = options;
  if (ini !== DEFAULT_INI || existsSync(ini)) return options;
  return { ...options, ini: join(ROOT, ini), data: data === DEFAULT_DATA ? join(ROOT, data) : data };
}

/** The same for the ini file of the gateway. */
export function orGatewaySample(ini: string): string {
  return ini !== GATEWAY_FILE || existsSync(ini) ? ini : join(ROOT, ini);
}
