import { layerMap } from "@lipschitz-gan/core";
import { linearMapTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";

/** The map of the raw weights, whatever the constraint has made of them. */
const raw: typeof layerMap = (layer, inputShape) => layerMap(layer, inputShape);

export const givenWeightsIgnored: Mutant = mutantOf({
  name: "given-weights-ignored",
  bug: "The norm is taken of the raw weights and not of the constrained ones (StudioGAN logs σ of the raw weight).",
  table: linearMapTable,
  subject: { layerMap: raw },
});
