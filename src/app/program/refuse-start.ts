import { tellStarter } from '../program-channel.js';
import { EXIT } from './exit-codes.js';
import { say } from './standard-output.js';

/** Says why the program does not start, also to a program that started this one. Returns the exit code. */
export function refuseStart(...lines: readonly string[]): number {
  for (const line of lines) say(line);
  if (lines.length > 0) tellStarter({ notBegun: lines.join('; ') });
  return EXIT.CONFIGURATION;
}
