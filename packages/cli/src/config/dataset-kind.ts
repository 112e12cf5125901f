import type { DatasetName } from "@lipschitz-gan/data";

const kinds: Readonly<Record<DatasetName, "image" | "points">> = {
  mnist: "image",
  "fashion-mnist": "image",
  cifar10: "image",
  ring8: "points",
  grid25: "points",
  "swiss-roll": "points",
};

/** What a data set's samples are, without loading it; an unknown name counts as pictures. */
export function datasetKind(name: unknown): "image" | "points" {
  return typeof name === "string" && isKnown(name) ? kinds[name] : "image";
}

function isKnown(name: string): name is DatasetName {
  return Object.hasOwn(kinds, name);
}
