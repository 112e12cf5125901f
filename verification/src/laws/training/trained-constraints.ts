import { compose, unconstrained } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import type { TrainedConstraint } from "./subject.ts";

/** The u of `spectralNorm`, alone or in a composition. */
const leftVector: NonNullable<TrainedConstraint["leftVector"]> = (state, weight) =>
  Object.entries(state).find(([name]) => name.startsWith("constraint:") && name.endsWith(`${weight.name}/u`))?.[1];

/** Every constraint of this project alone, and the compositions that keep all promises. */
export const trainedConstraints: Readonly<Record<string, TrainedConstraint>> = {
  unconstrained: { make: unconstrained },
  "spectral-norm": { make: () => spectralNorm(), leftVector },
  "spectral-norm, k = 8, two rounds": { make: () => spectralNorm({ k: 8, powerIterations: 2 }), leftVector },
  "spectral-norm, operator": { make: () => spectralNorm({ mode: "operator" }), leftVector },
  "spectral-norm, certified": { make: () => spectralNorm({ mode: "certified", k: 2 }) },
  "weight-clipping": { make: () => weightClipping({ c: 0.1 }) },
  "weight-clipping, k = 1": { make: () => weightClipping({ k: 1 }) },
  "gradient-penalty": { make: () => gradientPenalty() },
  "weight-norm": { make: () => weightNorm() },
  "weight-norm with gain": { make: () => weightNorm({ gain: true }) },
  "spectral-norm, gradient-penalty": { make: () => compose(spectralNorm(), gradientPenalty()), leftVector },
  "weight-norm, gradient-penalty": { make: () => compose(weightNorm(), gradientPenalty({ sided: "one" })) },
  "weight-clipping, gradient-penalty": { make: () => compose(weightClipping(), gradientPenalty()) },
};
