import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { svdError } from "../weights/rounding.ts";
import { constrainedKernels } from "./constrained-kernels.ts";
import { boundFromExactNorms, type ExactNorm, geometryOf } from "./exact-norms.ts";
import type { TrainedCriticSubject } from "./subject.ts";
import { trainCritic } from "./train-critic.ts";
import { type TrainedCase, trainedCase, trainedLabels } from "./trained-case.ts";

/** The norm of every trained convolution lies between its reshaped kernel's and √κ times that. */
export const layerBounds: Law<TrainedCriticSubject> = defineLaw<TrainedCriticSubject, TrainedCase>({
  name: "layer-bounds",
  statement:
    "After training, the norm of each convolution's explicit matrix lies in the bracket of its reshaped kernel.",
  source: "a convolution is its kernel's matrix times a cutting into windows, of norm √(κh κw) at most",
  share: 0.1,
  cases: trainedCase({ architectures: ["conv"] }),
  labels: trainedLabels,
  measure: async (subject, given) => {
    const critic = await trainCritic(given);
    const { norms } = boundFromExactNorms(subject.networkBound, critic.model, await constrainedKernels(critic));
    return norms.filter(({ layer }) => layer.getClassName() === "Conv2D").flatMap((norm) => inBracket(subject, norm));
  },
});

/** Both norms are by an SVD in float64, so either may be off by its backward error. */
function inBracket({ operatorNormBracket }: TrainedCriticSubject, norm: ExactNorm): readonly Measurement[] {
  const { layer, inputShape, operator, reshaped } = norm;
  const inputSize = inputShape.slice(0, 2);
  const { kernelSize, strides } = geometryOf(layer);
  const bracket = { kernelSize, strides, inputSize, padding: "same" } as const;
  const { lower, upper } = operatorNormBracket({ reshapedNorm: reshaped, ...bracket });
  const entries = inputShape.reduce((product, n) => product * n, 1);
  const slack = 1 + 2 * svdError(entries, entries);
  return [
    { observed: operator, allowed: upper * slack, what: `the norm of ${layer.name} against the bracket's upper end` },
    { observed: lower, allowed: operator * slack, what: `the bracket's lower end against the norm of ${layer.name}` },
  ];
}
