import * as certificates from "@lipschitz-gan/certificates";
import { type Mutant, mutantOf } from "../mutant.ts";
import { circularNorm, isSmall } from "./circular-convolution.ts";
import { convolutionTable } from "./tables.ts";

export const gridOfThePicture: Mutant = mutantOf({
  name: "grid-of-the-picture",
  bug: "The symbol is looked at on as many frequencies as the picture has pixels, as if padding went round (Sedghi et al. for zero padding).",
  table: convolutionTable,
  subject: {
    ...certificates,
    convolutionUpper: (map, kernel, options) => {
      const found = certificates.convolutionUpper(map, kernel, options);
      return isSmall(map) ? { ...found, upper: circularNorm(map, kernel) * (1 + 2 ** -30) } : found;
    },
  },
});
