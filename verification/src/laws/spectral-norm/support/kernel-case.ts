import * as fc from "fast-check";
import { matrixLabels } from "../../../arbitraries/matrix-case.ts";
import { mayFlushSubnormals } from "../../power-iteration/support/roundoff.ts";
import { showCase } from "../../../kit/show-case.ts";
import {
  showWeights,
  type WeightCase,
  weightCase,
  weightLabels,
  type WeightValues,
  weightValues,
} from "../../weights/weight-case.ts";

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
  const kernel = kernelOf(given.weight);
  return showCase(kernel.values.length <= READABLE ? { ...given, weight: showWeights([kernel]) } : given);
}

const READABLE = 36;

/** The kernel of a case. */
export function kernelOf(weight: WeightCase): WeightValues {
  return weightValues(weight);
}

/** The kernel read backwards, with the other sign: far from where it was. */
export function movedKernel(kernel: WeightValues): WeightValues {
  return { ...kernel, values: kernel.values.toReversed().map((x) => -x) };
}
