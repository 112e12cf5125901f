import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "multiplied-by-sigma",
  bug: "W · σ in place of W / σ",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ normalise: (value, sigma, share) => tf.mul(value, tf.mul(sigma, share)) }) },
});
