import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { divided, spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "only-if-larger-than-one",
  bug: "W / max(1, σ): kernels that are small already stay as they are, which is another constraint",
  table: spectralNormTable,
  subject: {
    make: spectralNormWith({ normalise: (value, sigma, share) => divided(value, tf.maximum(sigma, 1), share) }),
  },
});
