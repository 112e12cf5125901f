import type { Output } from "../internal/output.ts";
import { planTraining, type TrainRequest } from "./train-plan.ts";

/**
 * The command `train`.
 *
 * @param request - what was asked for
 * @param output - where results and progress go
 * @param options - whether to print the result as JSON
 * @returns the exit code
 * @throws UsageError, DatasetError, BackendError or CheckpointError before anything is written; FailedError if the
 * training stops being finite
 */
export async function train(request: TrainRequest, output: Output, options: { json?: boolean } = {}): Promise<number> {
  const plan = await planTraining(request);
  // TensorFlow.js is loaded only now, so that wrong usage is answered at once.
  const { carryOut } = await import("./carry-out.ts");
  return carryOut(plan, output, options);
}
