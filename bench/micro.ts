/** Codec and session, one after the other. `npm run bench [-- --quick]`. */
await import('./codec.js');
await import('./session.js');
