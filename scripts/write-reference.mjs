/** Writes the chapter of the manual that is generated from the table of commands. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { commandLineReference } from '../dist/app/reference.js';

const chapter = new URL('../docs/manual/command-line.md', import.meta.url);
mkdirSync(new URL('.', chapter), { recursive: true });
writeFileSync(chapter, await commandLineReference());
