import { frechetWith } from "./frechet-with.ts";
import { type Mutant, mutantOf } from "../mutant.ts";
import { picturesTable } from "./tables.ts";

export const unitsOfItsOwn: Mutant = mutantOf({
  name: "units-of-its-own",
  bug: "Divides the features of each set by that set's own standard deviations.",
  table: picturesTable,
  subject: frechetWith({
    of: (moments) => {
      const { covariance, dimension, mean } = moments;
      const stds = mean.map((_, j) => Math.sqrt(covariance[j * (dimension + 1)] ?? Number.NaN));
      const std = (j: number): number => stds[j] ?? Number.NaN;
      return {
        ...moments,
        mean: mean.map((x, j) => x / std(j)),
        covariance: covariance.map((x, i) => x / (std(i % dimension) * std(Math.floor(i / dimension)))),
      };
    },
  }),
});
