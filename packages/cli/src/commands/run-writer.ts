import { join } from "node:path";
import type { StepReport } from "@lipschitz-gan/training";
import { writeCertificate } from "../certification/write-certificate.ts";
import { saveModel } from "../model-directory/save-model.ts";
import { messageOf } from "../internal/message-of.ts";
import { checkpointFile, checkpointSteps, writeCheckpoint } from "../run-directory/checkpoint-files.ts";
import { describeEnvironment, type Environment, type RunEnd } from "../run-directory/environment.ts";
import { appendMetrics, type CertificateMetrics, type MetricsLine } from "../run-directory/metrics-log.ts";
import { sampleName } from "../run-directory/remove-leftovers.ts";
import { runPaths } from "../run-directory/run-paths.ts";
import { writeAtomically, writeJson } from "../run-directory/write-atomically.ts";
import type { FinalBounds } from "./critic-certifier.ts";
import { drawSamples, type Modes, sampleCounts } from "./draw-samples.ts";
import type { Prepared } from "./prepare-training.ts";
import type { StepEvaluation } from "./train-evaluator.ts";
import type { TrainPlan } from "./train-plan.ts";

/** Puts a run into its directory as it goes. */
export interface RunWriter {
  /** Writes config.json. */
  config(): Promise<void>;
  /** Draws the samples of a step, and says how they spread over the modes where there are modes. */
  samples(step: number): Promise<Modes | undefined>;
  /** Appends the metrics of a step. */
  metrics(report: StepReport, extras: StepExtras): Promise<MetricsLine>;
  /** Writes both models and a checkpoint of the step just done. */
  checkpoint(): Promise<void>;
  /** Writes what is proven of the critic that the last checkpoint has. */
  bounds(proven: FinalBounds): Promise<void>;
  /** Writes environment.json. */
  environment(end: RunEnd, trainingSeconds: number): Promise<void>;
  /** Writes report.html. */
  report(): Promise<void>;
  /** The newest checkpoint, if there is one. */
  newestCheckpoint(): Promise<string | undefined>;
}

/** What some steps have besides the report that each has. */
export interface StepExtras {
  /** How the samples of the step spread over the modes. */
  readonly modes: Modes | undefined;
  /** The bounds of the critic's Lipschitz constant after the step. */
  readonly certificate: CertificateMetrics | undefined;
  /** The scores of the samples after the step, and the effective ranks of the critic's kernels. */
  readonly evaluation: StepEvaluation | undefined;
}

/** The writer of a run. */
export function runWriter(
  { config, folder, resumed }: TrainPlan,
  { data, backend, generator, critic, trainer }: Prepared,
  log: (line: string) => void,
): RunWriter {
  const paths = runPaths(folder);
  const fixed = describeEnvironment(backend, data);
  const startedAt = resumed?.earlier.startedAt ?? new Date().toISOString();
  return {
    config: () => writeJson(paths.config, config),
    samples: async (step) => {
      const samples = trainer.sample(sampleCounts[data.kind], config.seed);
      try {
        const { png, modes } = await drawSamples(samples, data);
        await writeAtomically(join(paths.samples, sampleName(step)), png);
        return modes;
      } finally {
        samples.dispose();
      }
    },
    metrics: async (report, { modes, certificate, evaluation }) => {
      const line: MetricsLine = {
        ...report,
        ...(modes && { modes }),
        ...(certificate && { certificate }),
        ...evaluation,
      };
      await appendMetrics(paths.metrics, line);
      return line;
    },
    checkpoint: async () => {
      // First, because it refuses weights that are not finite: the models before them stay then.
      const checkpoint = await trainer.snapshot();
      const baked = await critic.bake();
      try {
        await saveModel(baked, paths.critic, { replace: true });
        await saveModel(generator, paths.generator, { replace: true });
      } finally {
        baked.dispose();
      }
      await writeCheckpoint(paths.checkpoints, checkpoint);
    },
    bounds: async ({ certificate, distance }) => {
      await writeCertificate(paths.certificate, certificate);
      await writeJson(paths.wasserstein1, distance);
    },
    environment: (end, trainingSeconds) => {
      const environment: Environment = {
        ...fixed,
        startedAt,
        updatedAt: new Date().toISOString(),
        resumed: resumed === undefined ? 0 : resumed.earlier.resumed + 1,
        trainingSeconds: Math.round(trainingSeconds * 1000) / 1000,
        steps: trainer.step,
        end,
      };
      return writeJson(paths.environment, environment);
    },
    report: async () => {
      try {
        // Charts need a document and a plotting library, which a wrong flag should not have to wait for.
        const { writeReport } = await import("../report/write-report.ts");
        await writeReport(folder);
      } catch (error) {
        // The weights matter more than their picture: say it, and go on.
        log(`the report could not be written: ${messageOf(error)}`);
      }
    },
    newestCheckpoint: async () => {
      const [step] = await checkpointSteps(paths.checkpoints);
      return step === undefined ? undefined : checkpointFile(paths.checkpoints, step);
    },
  };
}
