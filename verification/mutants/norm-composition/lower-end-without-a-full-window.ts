import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { normCompositionTable, type NormCompositionSubject } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

const subject: NormCompositionSubject = {
  ...certificates,
  ...core,
  operatorNormBracket: (geometry) => ({ ...certificates.operatorNormBracket(geometry), lower: geometry.reshapedNorm }),
};

export const lowerEndWithoutAFullWindow: Mutant = mutantOf({
  name: "lower-end-without-a-full-window",
  bug: "The lower end is the reshaped norm also where no window lies inside the image.",
  table: normCompositionTable,
  subject,
});
