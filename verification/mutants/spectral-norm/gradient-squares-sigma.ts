import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith, zeroToOne } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "gradient-squares-sigma",
  bug: "A plain quotient by σ: its gradient divides by σ², which is 0 in float32 for σ below 2^-75, and infinite above 2^64",
  table: spectralNormTable,
  subject: {
    make: spectralNormWith({
      normalise: (value, sigma, share) => {
        const norm = tf.where(tf.isFinite(sigma), sigma, Number.NaN);
        return tf.div(value, tf.div(zeroToOne(norm), share));
      },
    }),
  },
});
