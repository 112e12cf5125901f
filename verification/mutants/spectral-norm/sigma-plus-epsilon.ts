import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { divided, spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "sigma-plus-epsilon",
  bug: "W / (σ + 1e-12): tiny kernels are not normalised",
  table: spectralNormTable,
  subject: {
    make: spectralNormWith({ normalise: (value, sigma, share) => divided(value, tf.add(sigma, 1e-12), share) }),
  },
});
