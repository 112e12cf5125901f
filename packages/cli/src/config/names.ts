import type { BackendName } from "@lipschitz-gan/backend";
import type { DatasetName } from "@lipschitz-gan/data";
import type { ModelName } from "@lipschitz-gan/models";
import type { LossName } from "@lipschitz-gan/training";
import type { ConstraintName, SpectralNormMode } from "./run-config.ts";

// The names come from records whose types keep them complete, and not from the packages' own lists: those load
// TensorFlow.js, and a mistyped flag is to be answered without half a second of loading.

/** What the pair of models is for, and the side of its pictures. */
export interface ModelKind {
  /** Pictures or points in the plane. */
  readonly kind: "image" | "points";
  /** Height and width of a picture in pixels. */
  readonly imageSize?: number;
}

/** Every model with what it is for. */
export const modelKinds: Readonly<Record<ModelName, ModelKind>> = {
  cnn32: { kind: "image", imageSize: 32 },
  cnn48: { kind: "image", imageSize: 48 },
  mlp: { kind: "points" },
};

/** What the samples of every data set are. */
export const datasetKinds: Readonly<Record<DatasetName, "image" | "points">> = {
  mnist: "image",
  "fashion-mnist": "image",
  cifar10: "image",
  ring8: "points",
  grid25: "points",
  "swiss-roll": "points",
};

/** The losses; a record, so that its type tells when one is missing. */
const losses: Readonly<Record<LossName, true>> = {
  minimax: true,
  "non-saturating": true,
  lsgan: true,
  wgan: true,
  hinge: true,
};

/** Every constraint that the command line knows, and the config keys that only it reads. */
export const constraintKeys: Readonly<Record<ConstraintName, readonly string[]>> = {
  "spectral-norm": ["k", "powerIterations", "mode"],
  "weight-clipping": ["clip"],
  "gradient-penalty": ["k", "lambda", "sided"],
  "weight-norm": ["k", "gain"],
  none: [],
};

const modes: Readonly<Record<SpectralNormMode, true>> = { "sn-gan": true, operator: true, certified: true };

/** The names of all data sets. */
export const datasetNames: readonly DatasetName[] = namesOf(datasetKinds);
/** The names of all pairs of models. */
export const modelNames: readonly ModelName[] = namesOf(modelKinds);
/** The names of all constraints. */
export const constraintNames: readonly ConstraintName[] = namesOf(constraintKeys);
/** The names of all losses. */
export const lossNames: readonly LossName[] = namesOf(losses);
/** The modes of the spectral norm. */
export const modeNames: readonly SpectralNormMode[] = namesOf(modes);

/** The backends that can run where the command runs; the others need a page. */
export const backendNames: readonly BackendName[] = ["auto", "native", "wasm", "cpu", "webgpu", "node-gpu", "node"];

function namesOf<T extends string>(record: Readonly<Record<T, unknown>>): readonly T[] {
  return Object.keys(record) as T[]; // a record has no other keys than its type says
}
