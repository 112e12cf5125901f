import { runCli } from "lipschitz-gan";

/** What a command run in this process has written, and its exit code. */
export interface InProcess {
  readonly code: number;
  readonly results: readonly string[];
  readonly logs: readonly string[];
}

/** Runs the command in this process, from the sources, and collects what it writes. */
export async function runInProcess(...args: readonly string[]): Promise<InProcess> {
  const results: string[] = [];
  const logs: string[] = [];
  const code = await runCli(args, {
    result: (text) => results.push(text),
    log: (text) => logs.push(text),
    interactive: false,
  });
  return { code, results, logs };
}
