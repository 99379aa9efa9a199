/** The Dockerfile in stages and steps, and where its context is. */
import { readFileSync } from 'node:fs';
import { Copy, DockerfileParser } from 'dockerfile-ast';
import { ROOT } from '../../scripts/package/root.mjs';

/** One step: its word, and its arguments with the ARGs of the head filled in. */
export interface Step {
  readonly word: string;
  /** The text behind the word, on one line. */
  readonly text: string;
  /** The strings of the JSON form; undefined where it has another one. */
  readonly list: readonly string[] | undefined;
  /** The flag `--from`. */
  readonly from: string | undefined;
}

/** One image of the Dockerfile. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly steps: readonly Step[];
}

/** The folder of the Dockerfile, below the root. */
export const DOCKER = 'packaging/docker';

/** Reads it; the ARGs before the first FROM are filled in. */
export function readDockerfile(): Stage[] {
  const text = readFileSync(`${ROOT}/${DOCKER}/Dockerfile`, 'utf8');
  const file = DockerfileParser.parse(text);
  const given = new Map(
    file.getInitialARGs().map((arg) => (arg.getArgumentsContent() ?? '').split('=') as [string, string]),
  );
  const filled = (value: string) => value.replace(/\$\{(\w+)\}/g, (all, name) => given.get(name) ?? all);
  const stages: { base: string; name: string | undefined; steps: Step[] }[] = [];
  for (const instruction of file.getInstructions()) {
    const word = instruction.getKeyword();
    const text = filled(instruction.getArgumentsContent() ?? '').replace(/\\\n/g, ' ');
    if (word === 'FROM') {
      const [base, , name] = text.split(/\s+/);
      stages.push({ base, name, steps: [] });
      continue;
    }
    const from = instruction instanceof Copy ? instruction.getFromFlag()?.getValue() : undefined;
    const list = text.startsWith('[') ? (JSON.parse(text) as string[]) : undefined;
    stages.at(-1)?.steps.push({ word, text: text.trim(), list, from: from ?? undefined });
  }
  return stages;
}

/** Sources and target of a COPY. */
export function copied({ text }: Step): { sources: string[]; target: string } {
  const words = text.split(/\s+/);
  return { sources: words.slice(0, -1), target: words.at(-1) as string };
}

/** Whether the file beside the Dockerfile lets a path of the context through. It names what is copied, and nothing by pattern. */
export function isInContext(path: string): boolean {
  const kept = readFileSync(`${ROOT}/${DOCKER}/Dockerfile.dockerignore`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  return kept.some((one) => path === one || path.startsWith(`${one}/`));
}
