import { compose, type LipschitzConstraint, unconstrained } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import * as fc from "fast-check";
import { criticCase, type CriticCase, type CriticCaseOptions, criticLabels } from "../../arbitraries/critic-case.ts";

/** Name of a constraint under which critics are trained. */
export type TrainedConstraint =
  "none" | "spectral-norm" | "weight-clipping" | "gradient-penalty" | "weight-norm" | "spectral-norm+gradient-penalty";

/** The constraints under which critics are trained. */
export const trainedConstraints: Readonly<Record<TrainedConstraint, () => LipschitzConstraint>> = {
  none: () => unconstrained(),
  "spectral-norm": () => spectralNorm(),
  "weight-clipping": () => weightClipping({ c: 0.1 }),
  "gradient-penalty": () => gradientPenalty(),
  "weight-norm": () => weightNorm(),
  "spectral-norm+gradient-penalty": () => compose(spectralNorm({ k: 4 }), gradientPenalty({ sided: "one", k: 4 })),
};

/** A short training as small plain data. */
export interface TrainedCase {
  /** The critic before training. */
  readonly critic: CriticCase;
  /** Its constraint. */
  readonly constraint: TrainedConstraint;
  /** How many steps. */
  readonly steps: number;
  /** Seed of data, latent vectors and generator. */
  readonly seed: number;
}

/**
 * Short trainings of small critics.
 *
 * @param options - architectures and activations of the critics
 */
export function trainedCase(options: CriticCaseOptions = {}): fc.Arbitrary<TrainedCase> {
  return fc.record({
    critic: criticCase(options),
    constraint: fc.constantFrom(...(Object.keys(trainedConstraints) as TrainedConstraint[])), // its own keys
    steps: fc.integer({ min: 1, max: 12 }),
    seed: fc.nat(1e6),
  });
}

/**
 * The classes of a training, for statistics.
 *
 * @param given - the training
 */
export function trainedLabels({ critic, constraint }: TrainedCase): readonly string[] {
  return [`constraint: ${constraint}`, ...criticLabels(critic)];
}
