import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith, zeroToOne } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "infinity-hidden",
  bug: "W / ∞ where an entry is infinite: a kernel of zeros with one NaN, and nothing to be seen of it in σ",
  table: spectralNormTable,
  subject: {
    make: spectralNormWith({ normalise: (value, sigma, share) => tf.div(value, tf.div(zeroToOne(sigma), share)) }),
  },
});
