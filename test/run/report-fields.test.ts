/** Names that readers of a report rely on: the fields of the JSON report and the columns of the CSV report. */
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { csvReport } from '../../src/report/csv-report.js';
import { buildReport } from '../../src/run/build-report.js';
import { RunRecorder } from '../../src/run/run-recorder.js';
import { keyPaths } from '../support/key-paths.js';
import { startSimulator } from '../support/test-engine.js';
import { runFacts } from './run-kit.js';

/** The lines of a list beside this file. */
function listed(name: string): string[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
}

async function reportOfRun() {
  const simulator = await startSimulator({ rtus: ['A,1,a.csv'], files: { 'a.csv': '5,Y,1,100,1\n' } });
  onTestFinished(() => simulator.close());
  const { engine } = simulator;
  const master = await simulator.master(0);
  const recorder = new RunRecorder(engine, undefined, 'with acks');
  const { id } = engine.send(5, 0);
  await master.next();
  master.reset();
  await engine.settled(id);
  const bounds = recorder.end();
  await recorder.acks?.end();
  return buildReport(engine, recorder, bounds, runFacts());
}

it('keeps the fields of the JSON report and the columns of the CSV report', async () => {
  const report = await reportOfRun();
  const fields = keyPaths(JSON.parse(JSON.stringify(report)), 'report');
  expect(fields).toEqual(expect.arrayContaining(listed('frozen-fields.txt')));
  const [header] = csvReport(report).split('\r\n');
  expect(header.split(',')).toEqual(listed('frozen-columns.txt'));
});
