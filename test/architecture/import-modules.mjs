/**
 * Imports the modules named on the command line (file URLs) one after the other and prints what each left behind,
 * a line each: handles, listeners of the process, an exit code. Prints nothing if they left nothing.
 */
const before = () => ({
  handles: process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap' && name !== 'FSReqPromise'),
  listeners: process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`),
  exitCode: process.exitCode,
});

for (const url of process.argv.slice(2)) {
  const known = JSON.stringify(before());
  await import(url);
  const now = JSON.stringify(before());
  if (now !== known) console.log(`${url} left ${now}, before ${known}`);
}
