import type { BackendName } from "@lipschitz-gan/backend";
import type { DatasetName } from "@lipschitz-gan/data";
import type { ModelName } from "@lipschitz-gan/models";
import type { LossName } from "@lipschitz-gan/training";

/** Name of a constraint on the command line; `"none"` is the unconstrained critic. */
export type ConstraintName = "spectral-norm" | "weight-clipping" | "gradient-penalty" | "weight-norm" | "none";

/** Which norm the spectral norm divides by; see `spectralNorm`. */
export type SpectralNormMode = "sn-gan" | "operator" | "certified";

/** Everything that a run depends on: the content of a run directory's `config.json`. */
export interface RunConfig {
  /** The data set. */
  readonly dataset: DatasetName;
  /** The folder with its files; `null` looks in the usual places. */
  readonly dataFolder: string | null;
  /** The pair of generator and critic. */
  readonly model: ModelName;
  /** The critic's constraints, in the order in which they act. */
  readonly constraint: readonly ConstraintName[];
  /** The loss. */
  readonly loss: LossName;
  /** The Lipschitz bound aimed at for the whole critic. */
  readonly k: number;
  /** Power iterations a step of the spectral norm. */
  readonly powerIterations: number;
  /** Which norm the spectral norm divides by: of the reshaped kernel, of the layer itself, or a sound upper bound. */
  readonly mode: SpectralNormMode;
  /** Largest magnitude of a weight under weight clipping. */
  readonly clip: number;
  /** Weight of the gradient penalty in the critic's loss. */
  readonly lambda: number;
  /** Whether gradients shorter than k are penalised too (`"two"`) or not (`"one"`). */
  readonly sided: "one" | "two";
  /** Whether the weight norm has a gain for each output channel, which is trained. */
  readonly gain: boolean;
  /** Factor on every hidden channel or unit count. */
  readonly width: number;
  /** Length of a latent vector. */
  readonly latentSize: number;
  /** Samples in a batch. */
  readonly batchSize: number;
  /** Critic steps for each generator step. */
  readonly nCritic: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** Adam's decay of the mean of the gradient. */
  readonly beta1: number;
  /** Adam's decay of the mean of the squared gradient. */
  readonly beta2: number;
  /** Share of the steps, at the end, over which the learning rate falls linearly to zero; 0 for a constant one. */
  readonly decay: number;
  /** Generator steps to train. */
  readonly steps: number;
  /** Longest training time in minutes, over all parts of a run that was resumed. */
  readonly maxMinutes: number;
  /** The seed of all randomness. */
  readonly seed: number;
  /** The TensorFlow.js backend. */
  readonly backend: BackendName;
  /** Threads of the WASM backend; `null` takes all cores. */
  readonly threads: number | null;
  /** Steps between two checkpoints. */
  readonly checkpointEvery: number;
  /** Steps between two pictures of samples. */
  readonly sampleEvery: number;
  /** Steps between two bounds of the critic's Lipschitz constant; 0 for one at the end only. */
  readonly certifyEvery: number;
  /** Steps between two evaluations of the samples; 0 for none. */
  readonly evaluateEvery: number;
  /** Generated samples, and as many real ones, of such an evaluation. */
  readonly evaluateSamples: number;
}

/** One key of a {@link RunConfig}. */
export type ConfigKey = keyof RunConfig;
