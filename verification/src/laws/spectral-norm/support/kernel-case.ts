import * as fc from "fast-check";
import { matrixLabels } from "../../../arbitraries/matrix-case.ts";
import { mayFlushSubnormals } from "../../power-iteration/support/roundoff.ts";
import { showCase } from "../../../kit/show-case.ts";
import { showWeights, type WeightCase, weightCase, weightLabels, weightValues } from "../../weights/weight-case.ts";
import { isReshaped, type SpectralNormFactory } from "../subject.ts";
import { operatorView, type ViewedKernel } from "./matrix-view.ts";

/** How far a state has come when it is looked at. */
export type Stage =
  /** Right after `constrain`, before any step. */
  | "at once"
  /** After updates. */
  | "after updates"
  /** After updates and then another kernel without an update: u and v are those of the kernel before. */
  | "moved since";

/** A kernel, and the state in which its constraint is looked at. */
export interface StagedCase {
  readonly weight: WeightCase;
  readonly stage: Stage;
  readonly updates: number;
  readonly seed: number;
}

/** Kernels of every layer and stages. */
export function stagedCase({ scales = "one" }: { readonly scales?: "one" | "all" } = {}): fc.Arbitrary<StagedCase> {
  return fc.record({
    weight: kernels({ scales }),
    stage: fc.constantFrom<Stage>("at once", "after updates", "moved since"),
    updates: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(1e6),
  });
}

/** Kernels of every layer; of normal numbers alone where subnormal ones may be taken for zero. */
export function kernels({ scales = "one" }: { readonly scales?: "one" | "all" } = {}): fc.Arbitrary<WeightCase> {
  return weightCase({ maxSide: 6, scales: mayFlushSubnormals() ? "one" : scales });
}

/** The classes of a staged case, for statistics. */
export function stagedLabels({ weight, stage }: StagedCase): readonly string[] {
  return [...kernelLabels(weight), `stage: ${stage}`];
}

/** The classes of a kernel, for statistics. */
export function kernelLabels(weight: WeightCase): readonly string[] {
  return [...weightLabels([weight]), ...(weight.layer === "dense" ? matrixLabels(weight.matrix) : [])];
}

/** A case as text, with the kernel itself where it is small enough to be read. */
export function showKernel(given: { readonly weight: WeightCase }): string {
  const kernel = weightValues(given.weight);
  return showCase(
    kernel.values.length <= READABLE ? { ...given, weight: showWeights([kernel]), ...placeOf(given.weight) } : given,
  );
}

const READABLE = 36;

/** Where a convolution stands, which matters to the modes that know of places. */
function placeOf(weight: WeightCase): { readonly place?: string } {
  if (weight.layer === "dense") return {};
  const { image, stride, dilation, padding } = weight.kernel;
  return { place: `image ${image.join(" x ")}, stride ${stride}, dilation ${dilation}, padding ${padding}` };
}

/**
 * The kernel of a case, as the subject's mode sees it.
 *
 * @param weight - the case
 * @param subject - what normalises it
 */
export function kernelOf(weight: WeightCase, subject: SpectralNormFactory): ViewedKernel {
  const kernel = weightValues(weight);
  if (weight.layer === "dense" || isReshaped(subject)) return kernel; // a dense layer's matrix is its kernel's
  // Depthwise layers of tf.layers have no dilation, whatever they are told.
  const place = weight.kernel.kind === "depthwise" ? { ...weight.kernel, dilation: 1 } : weight.kernel;
  return { ...kernel, place, view: operatorView(place, kernel.values.length) };
}

/** The kernel read backwards, with the other sign: far from where it was. */
export function movedKernel(kernel: ViewedKernel): ViewedKernel {
  return { ...kernel, values: kernel.values.toReversed().map((x) => -x) };
}
