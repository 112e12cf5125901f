import { detach, singularValueEstimate } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "sigma-without-gradient",
  bug: "σ is a constant for the gradient: the term −λ u vᵀ is lost (Keras; TF-Addons issues 2411 and 2414)",
  table: spectralNormTable,
  subject: {
    make: spectralNormWith({ estimate: (blocks, vectors) => singularValueEstimate(detach(blocks), vectors) }),
  },
});
