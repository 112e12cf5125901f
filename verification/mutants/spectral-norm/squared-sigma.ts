import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { divided, spectralNormWith } from "./spectral-norm-with.ts";

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "squared-sigma",
  bug: "W / σ²: the eigenvalue of WᵀW is taken for the singular value",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ normalise: (value, sigma, share) => divided(value, tf.square(sigma), share) }) },
});
