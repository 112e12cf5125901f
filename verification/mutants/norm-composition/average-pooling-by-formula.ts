import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  averagePoolingNorm: (axes) =>
    Math.sqrt(
      axes.reduce((product, { poolSize, stride = poolSize }) => (product * Math.ceil(poolSize / stride)) / poolSize, 1),
    ),
};

export const averagePoolingByFormula: Mutant = mutantOf({
  name: "average-pooling-by-formula",
  bug: "√(⌈k/s⌉ / k), which holds for a constant divisor; TensorFlow's `same` does not divide by a constant.",
  table: normCompositionTable,
  subject,
});
