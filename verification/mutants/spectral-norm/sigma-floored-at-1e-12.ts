import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { divided, spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "sigma-floored-at-1e-12",
  bug: "W / max(σ, 1e-12), and tiny kernels are not normalised",
  table: spectralNormTable,
  subject: {
    make: spectralNormWith({ normalise: (value, sigma, share) => divided(value, tf.maximum(sigma, 1e-12), share) }),
  },
});
