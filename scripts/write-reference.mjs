/** Writes the pages of the manual that are generated from the tables of commands and of faults. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { faultReference } from '../dist/app/fault-reference.js';
import { commandLineReference } from '../dist/app/reference.js';

const chapter = new URL('../docs/manual/command-line.md', import.meta.url);
mkdirSync(new URL('.', chapter), { recursive: true });
writeFileSync(chapter, await commandLineReference());
writeFileSync(new URL('../docs/manual/fault-words.md', import.meta.url), faultReference());
