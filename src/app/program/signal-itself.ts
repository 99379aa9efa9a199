/**
 * Hands a signal to this process's own listeners, in a turn of its own. `process.kill` does that on Linux only: Windows has no signals,
 * so SIGINT and SIGTERM would end the process at once, and SIGHUP is refused (ENOSYS).
 */
export function signalItself(signal: NodeJS.Signals): void {
  setImmediate(() => process.emit(signal, signal));
}
