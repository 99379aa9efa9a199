/** What a run is made of. */
import type { LoadedConfiguration } from '../config/load.js';
import type { Engine } from '../coordinator/api.js';
import type { Progress } from '../progress/progress.js';
import type { Profile } from './profile/profile.js';
import type { ProgramFacts, RunOptions } from './run-options.js';

/** Input of a run. */
export interface RunSetup {
  readonly engine: Engine;
  readonly options: RunOptions;
  readonly program: ProgramFacts;
  readonly configuration: LoadedConfiguration;
  readonly profile: Profile | undefined;
  /** Shows a line to the user. `passing`: it says how things stand, and is of no use when the run is over. */
  readonly tell: (line: string, kind?: 'passing') => void;
  /** Shows how far the run and its reports are. */
  readonly progress: Progress;
  /** Takes the summary with the verdict, line by line: the result of the run. */
  readonly tellResult: (lines: readonly string[]) => void;
}
