/** Makes the temporary folders of tests on drive `C:`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { driveC } from '../support/wine.js';

const folder = join(driveC(), 'temp');
mkdirSync(folder, { recursive: true });
process.env.TMPDIR = folder;
