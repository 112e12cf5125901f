import type { GanLoss, LossName } from "./gan-loss.ts";
import { hinge } from "./hinge.ts";
import { leastSquares } from "./least-squares.ts";
import { minimax } from "./minimax.ts";
import { nonSaturating } from "./non-saturating.ts";
import { wasserstein } from "./wasserstein.ts";

const makers = {
  minimax,
  "non-saturating": nonSaturating,
  lsgan: leastSquares,
  wgan: wasserstein,
  hinge,
} as const satisfies Record<LossName, () => GanLoss>;

/** Every {@link LossName}. */
export const lossNames: readonly LossName[] = ["minimax", "non-saturating", "lsgan", "wgan", "hinge"];

/**
 * The loss of a name, for a command line or a config file; code calls the loss's own function.
 *
 * @param name - one of {@link lossNames}
 * @returns the loss
 * @throws RangeError if the name is not known
 *
 * @example
 * ```ts
 * import { lossByName, lossNames } from "@lipschitz-gan/training";
 *
 * lossNames.map((name) => lossByName(name).name); // => ["minimax", "non-saturating", "lsgan", "wgan", "hinge"]
 * ```
 */
export function lossByName(name: LossName): GanLoss {
  if (!Object.hasOwn(makers, name)) {
    throw new RangeError(`lossByName: name must be one of ${lossNames.join(", ")}, received ${name}`);
  }
  return makers[name]();
}
