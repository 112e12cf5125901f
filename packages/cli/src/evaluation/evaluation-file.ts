import { readFile, stat } from "node:fs/promises";
import type { KernelSpectrum, Score } from "@lipschitz-gan/metrics";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf, systemCode } from "../internal/message-of.ts";

/** A score with its floor. */
export interface EvaluatedScore extends Score {
  /**
   * The same metric of real samples in place of the generated ones, which is the best that a perfect generator would get;
   * `nFake` is less there where there are fewer. Left out where there are none to spare.
   */
  readonly floor?: Score;
}

/** The content of `evaluation.json`, and what `evaluate --json` prints. */
export interface Evaluation {
  /** The run directory. */
  readonly run: string;
  /** Steps that the evaluated generator was trained for; left out where the run does not tell. */
  readonly step?: number;
  /** The scores. */
  readonly scores: readonly EvaluatedScore[];
  /** Singular values of the critic's kernels. */
  readonly spectra: readonly KernelSpectrum[];
}

/**
 * Refuses to replace a file that is no evaluation. Changes nothing.
 *
 * @param path - where the evaluation is to be written; may be missing
 * @throws UsageError with the rule
 */
export async function checkEvaluationFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw new UsageError(`${path}: must be a file that can be written, received ${systemCode(error)}`);
  });
  if (found === undefined || (found.isFile() && found.size === 0)) return;
  if (found.isFile() && (await isEvaluation(path))) return;
  const what = found.isFile() ? "something else" : "no file";
  throw new UsageError(`${path}: must be missing or an evaluation to replace, received ${what}; move it away`);
}

async function isEvaluation(path: string): Promise<boolean> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof value === "object" && value !== null && "scores" in value && "spectra" in value;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw new UsageError(`${path}: must be a file that can be read, received ${systemCode(error) ?? messageOf(error)}`);
  }
}
