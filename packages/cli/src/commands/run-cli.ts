import { CommanderError } from "commander";
import { FailedError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";
import type { Output } from "../internal/output.ts";
import { buildProgram } from "./program.ts";

/** Codes of errors that say: what was asked for, or what was given, is not as it must be. */
const usageCodes: ReadonlySet<string> = new Set([
  "ERR_USAGE",
  "ERR_DATASET",
  "ERR_CHECKPOINT",
  "ERR_BACKEND",
  "ERR_MODEL_DIRECTORY",
  "ERR_WEAKENED",
  "ERR_EXTRACTOR",
  "ERR_SAFETENSORS",
]);

/**
 * Runs the command `lipschitz-gan`.
 *
 * @param args - the arguments after the command's name
 * @param output - where results and messages go
 * @returns the exit code: 0 done, 1 could not be done or does not hold, 2 wrong usage or bad input, 130 after Ctrl-C
 *
 * @example
 * ```ts
 * import { runCli } from "lipschitz-gan";
 *
 * const lines: string[] = [];
 * const output = { result: () => {}, log: (line: string) => lines.push(line), interactive: false };
 * await runCli(["train", "--steps", "-1"], output); // => 2
 * lines[0]?.startsWith("lipschitz-gan: --steps: must be an integer in [1, 999999]"); // => true
 * ```
 */
export async function runCli(args: readonly string[], output: Output): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(output, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help and --version
    output.log(`lipschitz-gan: ${line(error)}`);
    if (process.env["DEBUG"] === "lipschitz-gan" && error instanceof Error) output.log(error.stack ?? "");
    return isUsage(error) ? 2 : 1;
  }
}

function isUsage(error: unknown): boolean {
  if (error instanceof CommanderError) return true;
  return error instanceof Error && "code" in error && usageCodes.has(String(error.code));
}

function line(error: unknown): string {
  if (error instanceof CommanderError && error.code === "commander.help") {
    return "a command is needed: train, sample, evaluate, certify, check, verify, extractor, datasets or backends; see lipschitz-gan --help";
  }
  if (error instanceof CommanderError) return messageOf(error).replace(/^error: /, "");
  const isExpected = isUsage(error) || error instanceof FailedError;
  return isExpected ? messageOf(error) : `${messageOf(error)} (set DEBUG=lipschitz-gan for the stack)`;
}
