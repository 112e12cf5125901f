import { compose, type LipschitzConstraint, unconstrained, WeakenedGuaranteeError } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import { UsageError } from "../internal/cli-error.ts";
import type { ConstraintName, RunConfig } from "./run-config.ts";

const makers: Readonly<Record<ConstraintName, (config: RunConfig) => LipschitzConstraint>> = {
  "spectral-norm": ({ k, powerIterations, mode }) => spectralNorm({ k, powerIterations, mode }),
  "weight-clipping": ({ clip }) => weightClipping({ c: clip }),
  "gradient-penalty": ({ lambda, k, sided }) => gradientPenalty({ lambda, k, sided }),
  "weight-norm": ({ k, gain }) => weightNorm({ k, gain }),
  none: () => unconstrained(),
};

/**
 * The critic's constraint that a config asks for.
 *
 * @throws UsageError if one constraint would break what another promises
 */
export function buildConstraint(config: RunConfig): LipschitzConstraint {
  const parts = config.constraint.map((name) => makers[name](config));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  try {
    return compose(...parts);
  } catch (error) {
    if (!(error instanceof WeakenedGuaranteeError)) throw error;
    // The last remedy of the message is an option of the function, which the command line does not have.
    throw new UsageError(`--constraint: ${error.message.replace(/, or pass \{.*$/, "")}`, { cause: error });
  }
}
