import { datasetKinds } from "./names.ts";

/** What a data set's samples are, without loading it; an unknown name counts as pictures. */
export function datasetKind(name: unknown): "image" | "points" {
  const known = Object.entries(datasetKinds).find(([key]) => key === name);
  return known === undefined ? "image" : known[1];
}
