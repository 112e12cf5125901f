import { NonFiniteError } from "@lipschitz-gan/core";
import type { StepReport } from "@lipschitz-gan/training";
import { certificateMetrics } from "../certification/certificate-metrics.ts";
import type { Output } from "../internal/output.ts";
import { messageOf } from "../internal/message-of.ts";
import { FailedError } from "../internal/cli-error.ts";
import { trainProgress } from "../progress/train-progress.ts";
import type { RunEnd } from "../run-directory/environment.ts";
import type { CertificateMetrics, MetricsLine } from "../run-directory/metrics-log.ts";
import { criticCertifier, type FinalBounds } from "./critic-certifier.ts";
import type { Prepared } from "./prepare-training.ts";
import type { RunWriter } from "./run-writer.ts";
import { stopSignal } from "./stop-signal.ts";
import { type StepEvaluation, trainEvaluator } from "./train-evaluator.ts";
import type { TrainPlan } from "./train-plan.ts";

/** How a training ended. */
export interface TrainResult {
  /** Why it ended. */
  readonly end: RunEnd;
  /** The exit code. */
  readonly exitCode: number;
  /** The last step's metrics; nothing if there was no step left to do. */
  readonly last?: MetricsLine;
  /** What is proven of the critic; nothing for a run that is to go on, or a critic that cannot be bounded. */
  readonly proven?: FinalBounds;
  /** The last evaluation of the samples, and its step; nothing if there was none. */
  readonly evaluated?: StepEvaluation & { readonly step: number };
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
  plan: TrainPlan,
  prepared: Prepared,
  writer: RunWriter,
  output: Output,
): Promise<TrainResult> {
  const { config, resumed } = plan;
  const { trainer } = prepared;
  const started = performance.now();
  const earlier = resumed?.earlier.trainingSeconds ?? 0;
  const limit = config.maxMinutes * 60;
  const spent = (): number => earlier + (performance.now() - started) / 1000;
  const progress = trainProgress(output, { from: trainer.step, to: config.steps });
  const signal = stopSignal((line) => progress.say(line));
  const certifier = criticCertifier(plan, prepared, (line) => progress.say(line));
  const evaluator = trainEvaluator(plan, prepared, (line) => progress.say(line));

  const endAfter = ({ step, stepMs }: StepReport): RunEnd => {
    if (step >= config.steps) return "steps";
    if (signal.exitCode !== undefined) return "interrupted";
    // The next step would take about as long as this one: stop before the limit, not after.
    return spent() + stepMs / 1000 > limit ? "max-minutes" : "running";
  };

  const save = async (end: RunEnd, proven?: FinalBounds): Promise<void> => {
    await writer.checkpoint();
    if (proven !== undefined) await writer.bounds(proven);
    await writer.environment(end, spent());
    await writer.report();
  };

  const proofAt = async (end: RunEnd): Promise<FinalBounds | undefined> => {
    if (!isFinal(end)) return undefined;
    progress.say("bounding the critic's Lipschitz constant");
    return certifier.final();
  };
  const boundsAfter = async (step: number): Promise<CertificateMetrics | undefined> =>
    config.certifyEvery > 0 && step % config.certifyEvery === 0 ? certifier.during() : undefined;
  const evaluationAt = async (step: number, end: RunEnd): Promise<StepEvaluation | undefined> => {
    if (config.evaluateEvery === 0 || end === "interrupted") return undefined;
    return isFinal(end) || step % config.evaluateEvery === 0 ? evaluator.evaluate() : undefined;
  };

  const run = async (): Promise<Omit<TrainResult, "exitCode" | "trainingSeconds">> => {
    let last: MetricsLine | undefined;
    let end: RunEnd = "steps";
    let proven: FinalBounds | undefined;
    let evaluated: TrainResult["evaluated"];
    for await (const report of trainer.steps(config.steps)) {
      end = endAfter(report);
      const isOver = end !== "running";
      const modes = isOver || report.step % config.sampleEvery === 0 ? await writer.samples(report.step) : undefined;
      proven = await proofAt(end);
      const certificate = proven ? certificateMetrics(proven.certificate) : await boundsAfter(report.step);
      const evaluation = await evaluationAt(report.step, end);
      if (evaluation !== undefined) evaluated = { ...evaluation, step: report.step };
      last = await writer.metrics(report, { modes, certificate, evaluation });
      progress.step(report, limit - spent());
      if (isOver || report.step % config.checkpointEvery === 0) await save(end, proven);
      if (isOver) break;
    }
    return { end, ...(last && { last }), ...(proven && { proven }), ...(evaluated && { evaluated }) };
  };

  try {
    if (resumed === undefined) {
      await writer.samples(0);
      await save("running");
    }
    const done = await run();
    const exitCode = done.end === "interrupted" ? (signal.exitCode ?? 0) : 0;
    if (done.last !== undefined) return { ...done, exitCode, trainingSeconds: spent() };
    // All steps were done already: the run was killed while it wrote its last files.
    const proven = await proofAt(done.end);
    await writer.samples(trainer.step);
    await save(done.end, proven);
    return { end: done.end, exitCode, trainingSeconds: spent(), ...(proven && { proven }) };
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    await writer.environment("not-finite", spent());
    await writer.report();
    throw new FailedError(await adviceOn(error, writer), { cause: error });
  } finally {
    progress.stop();
    signal.dispose();
    evaluator.dispose();
  }
}

/** Somebody who interrupts a run means to go on with it, and does not want to wait. */
function isFinal(end: RunEnd): boolean {
  return end === "steps" || end === "max-minutes";
}

async function adviceOn(error: NonFiniteError, writer: RunWriter): Promise<string> {
  const kept = await writer.newestCheckpoint();
  return (
    `${messageOf(error)}; ` +
    (kept === undefined ? "there is no checkpoint yet" : `the last good checkpoint is kept: ${kept}`) +
    "; try a smaller --learning-rate or another --constraint"
  );
}
