import type { DatasetName } from "../dataset-names.ts";
import type { Mixture } from "../dataset.ts";
import { grid } from "../grid.ts";
import { ring } from "../ring.ts";
import { swissRoll } from "../swiss-roll.ts";
import type { ImageName } from "./sources.ts";

/** @internal */
export type GeneratorName = Exclude<DatasetName, ImageName>;

/**
 * What each named generator is, and how to make it.
 *
 * @internal
 */
export const generators: Readonly<
  Record<GeneratorName, { readonly description: string; readonly make: () => Mixture }>
> = {
  ring8: { description: "8 Gaussians on a circle", make: () => ring() },
  grid25: { description: "25 Gaussians on a square grid", make: () => grid() },
  "swiss-roll": { description: "a spiral of one turn and a half", make: () => swissRoll() },
};
