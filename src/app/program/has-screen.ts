/** Whether there is a terminal for the dashboard, and `--headless` is not given (`docs/behaviour.md` §6). */
export function hasScreen({ headless }: { headless: boolean }): boolean {
  return (
    !headless && process.env.TERM !== 'dumb' && process.stdin.isTTY === true && process.stdout.isTTY === true
  );
}
