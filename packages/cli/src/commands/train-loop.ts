import { NonFiniteError } from "@lipschitz-gan/core";
import type { StepReport } from "@lipschitz-gan/training";
import type { Output } from "../internal/output.ts";
import { messageOf } from "../internal/message-of.ts";
import { FailedError } from "../internal/cli-error.ts";
import { trainProgress } from "../progress/train-progress.ts";
import type { RunEnd } from "../run-directory/environment.ts";
import type { MetricsLine } from "../run-directory/metrics-log.ts";
import type { Prepared } from "./prepare-training.ts";
import type { RunWriter } from "./run-writer.ts";
import { stopSignal } from "./stop-signal.ts";
import type { TrainPlan } from "./train-plan.ts";

/** How a training ended. */
export interface TrainResult {
  /** Why it ended. */
  readonly end: RunEnd;
  /** The exit code. */
  readonly exitCode: number;
  /** The last step's metrics; nothing if there was no step left to do. */
  readonly last?: MetricsLine;
  /** Training time over all parts of the run. */
  readonly trainingSeconds: number;
}

/**
 * Runs the steps of a plan and writes what belongs into the run directory.
 *
 * @param plan - what to train
 * @param prepared - what it needs in memory
 * @param writer - puts it on disk
 * @param output - where progress goes
 * @returns how it ended
 * @throws FailedError if a loss or a weight is no longer finite; the last good checkpoint is kept and named
 */
export async function trainLoop(
  { config, resumed }: TrainPlan,
  { trainer }: Prepared,
  writer: RunWriter,
  output: Output,
): Promise<TrainResult> {
  const started = performance.now();
  const earlier = resumed?.earlier.trainingSeconds ?? 0;
  const limit = config.maxMinutes * 60;
  const spent = (): number => earlier + (performance.now() - started) / 1000;
  const progress = trainProgress(output, { from: trainer.step, to: config.steps });
  const signal = stopSignal((line) => progress.say(line));

  const endAfter = ({ step, stepMs }: StepReport): RunEnd => {
    if (step >= config.steps) return "steps";
    if (signal.exitCode !== undefined) return "interrupted";
    // The next step would take about as long as this one: stop before the limit, not after.
    return spent() + stepMs / 1000 > limit ? "max-minutes" : "running";
  };

  const save = async (end: RunEnd): Promise<void> => {
    await writer.checkpoint();
    await writer.environment(end, spent());
    await writer.report();
  };

  const run = async (): Promise<{ end: RunEnd; last?: MetricsLine }> => {
    let last: MetricsLine | undefined;
    let end: RunEnd = "steps";
    for await (const report of trainer.steps(config.steps)) {
      end = endAfter(report);
      const isOver = end !== "running";
      const modes = isOver || report.step % config.sampleEvery === 0 ? await writer.samples(report.step) : undefined;
      last = await writer.metrics(report, modes);
      progress.step(report, limit - spent());
      if (isOver || report.step % config.checkpointEvery === 0) await save(end);
      if (isOver) break;
    }
    return { end, ...(last !== undefined && { last }) };
  };

  try {
    if (resumed === undefined) {
      await writer.samples(0);
      await save("running");
    }
    const { end, last } = await run();
    // All steps were done already: the run was killed while it wrote its last files.
    if (last === undefined) {
      await writer.samples(trainer.step);
      await save(end);
    }
    const exitCode = end === "interrupted" ? (signal.exitCode ?? 0) : 0;
    return { end, exitCode, trainingSeconds: spent(), ...(last !== undefined && { last }) };
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    await writer.environment("not-finite", spent());
    await writer.report();
    throw new FailedError(await adviceOn(error, writer), { cause: error });
  } finally {
    progress.stop();
    signal.dispose();
  }
}

async function adviceOn(error: NonFiniteError, writer: RunWriter): Promise<string> {
  const kept = await writer.newestCheckpoint();
  return (
    `${messageOf(error)}; ` +
    (kept === undefined ? "there is no checkpoint yet" : `the last good checkpoint is kept: ${kept}`) +
    "; try a smaller --learning-rate or another --constraint"
  );
}
