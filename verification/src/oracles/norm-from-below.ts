import { createRng } from "@lipschitz-gan/core";
import { frobenius } from "./operation-constant.ts";
import { applySparse, type SparseMap, transposedSparse } from "./sparse-map.ts";

const N_ROUNDS = 300;

/**
 * A lower bound on the norm of a map that is too large for singular values: `|A v| / |v|` after 300 rounds of power iteration
 * from a random vector, which is some per mille low where the largest values are close.
 *
 * @param map - the map
 * @returns the bound
 */
export function normFromBelow(map: SparseMap): number {
  const random = createRng(1).stream("start");
  const back = transposedSparse(map);
  let v = Float64Array.from({ length: map.inputs }, () => random.normal());
  let norm = 0;
  for (let round = 0; round < N_ROUNDS; round++) {
    const length = frobenius(v);
    const image = applySparse(map, v);
    norm = frobenius(image) / length;
    const next = applySparse(back, image);
    const scale = frobenius(next);
    if (scale === 0) return norm;
    v = next.map((x) => x / scale);
  }
  return norm;
}
