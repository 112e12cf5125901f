import type { WeightKind } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { kernelCase, type KernelCase, kernelOf } from "../../arbitraries/kernel-case.ts";
import { matrixCase, type MatrixCase, matrixOf } from "../../arbitraries/matrix-case.ts";
import { sizeOf, transposed } from "../../arbitraries/rows.ts";

/** The kernel of one layer of tf.layers as small plain data. */
export type WeightCase =
  | { readonly layer: "dense"; readonly matrix: MatrixCase }
  | { readonly layer: "convolution"; readonly kernel: KernelCase };

/** The kernel of a layer, as the layer keeps it. */
export interface WeightValues {
  /** What it is to its layer. */
  readonly kind: WeightKind;
  /** Its shape in TensorFlow.js. */
  readonly shape: readonly number[];
  /** Its entries, last axis fastest. */
  readonly values: Float32Array;
}

/** What weights are drawn. */
export interface WeightCaseOptions {
  /** Most rows and columns of a dense layer's matrix; 6 if not given. */
  readonly maxSide?: number;
  /** Whether matrices are also drawn at scales from 2^-140 to 2^120; only near 1 if not given. */
  readonly scales?: "one" | "all";
}

/**
 * Kernels of dense, convolutional, transposed and depthwise layers; dense layers of whole numbers first.
 *
 * @param options - sizes and scales
 */
export function weightCase({ maxSide = 6, scales = "one" }: WeightCaseOptions = {}): fc.Arbitrary<WeightCase> {
  const matrix = matrixCase({ maxRows: maxSide, maxColumns: maxSide, scales });
  const kernel = kernelCase({ kinds: ["conv", "conv-transpose", "depthwise"], maxImage: 3, maxChannels: 3 });
  return fc.oneof(
    { withCrossShrink: true },
    fc.record({ layer: fc.constant("dense"), matrix }),
    fc.record({ layer: fc.constant("convolution"), kernel }),
  );
}

/**
 * One to three kernels of one model.
 *
 * @param options - sizes and scales
 */
export function weightCases(options: WeightCaseOptions = {}): fc.Arbitrary<readonly WeightCase[]> {
  return fc.array(weightCase(options), { minLength: 1, maxLength: 3 });
}

/**
 * The kernel of a case, every entry times a factor and rounded to float32.
 *
 * @param given - the case
 * @param factor - 1 unless given
 */
export function weightValues(given: WeightCase, factor = 1): WeightValues {
  const { kind, shape, values } = unscaled(given);
  return { kind, shape, values: values.map((x) => x * factor) };
}

function unscaled(given: WeightCase): WeightValues {
  if (given.layer === "dense") {
    const matrix = matrixOf(given.matrix);
    const [rows, columns] = sizeOf(matrix);
    return { kind: "dense", shape: [columns, rows], values: Float32Array.from(transposed(matrix).flat()) };
  }
  return { kind: kindOf(given.kernel), ...kernelOf(given.kernel) };
}

function kindOf({ kind }: KernelCase): WeightKind {
  if (kind === "grouped") throw new RangeError("weightValues: tf.layers has no grouped convolution, received one");
  return kind;
}

/**
 * The classes of the kernels of a model, for statistics.
 *
 * @param given - the kernels
 * @returns `weights: …`, and for every kernel its kind
 */
export function weightLabels(given: readonly WeightCase[]): readonly string[] {
  const kinds = given.map((weight) => (weight.layer === "dense" ? "dense" : weight.kernel.kind));
  return [`weights: ${given.length}`, ...new Set(kinds.map((kind) => `kind: ${kind}`))];
}

/**
 * The kernels of a model as text, as their layers keep them.
 *
 * @param given - kernels in the layout of TensorFlow.js
 */
export function showWeights(given: readonly WeightValues[]): string {
  return given
    .map(({ kind, shape, values }) => `${kind} [${shape.join(", ")}]: [${Array.from(values).join(", ")}]`)
    .join("\n");
}
