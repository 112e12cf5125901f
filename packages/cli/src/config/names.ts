import type { BackendName } from "@lipschitz-gan/backend";
import type { ModelName } from "@lipschitz-gan/models";
import type { ConstraintName } from "./run-config.ts";

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

/** Every constraint that the command line knows, and the config keys that only it reads. */
export const constraintKeys: Readonly<Record<ConstraintName, readonly string[]>> = {
  "spectral-norm": ["k", "powerIterations"],
  "weight-clipping": ["clip"],
  "gradient-penalty": ["k", "lambda", "sided"],
  "weight-norm": ["k", "gain"],
  none: [],
};

/** The names of all constraints. */
export const constraintNames: readonly ConstraintName[] = [
  "spectral-norm",
  "weight-clipping",
  "gradient-penalty",
  "weight-norm",
  "none",
];

/** The backends that can run where the command runs; the others need a page. */
export const backendNames: readonly BackendName[] = ["auto", "wasm", "cpu", "node-gpu", "node"];
