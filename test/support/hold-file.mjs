/** On Windows: opens the file of its argument and shares it with nobody, as a spreadsheet does, until it is ended. */
import { constants, openSync } from 'node:fs';

/** Known to libuv on Windows: an open file that no other program may read, write or replace. Node.js has no name for it. */
const SHARED_WITH_NOBODY = 0x1000_0000;

openSync(process.argv[2], constants.O_RDWR | SHARED_WITH_NOBODY);
console.log('held');
setInterval(() => {}, 60_000);
