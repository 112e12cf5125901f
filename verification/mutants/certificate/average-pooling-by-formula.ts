import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { layerOf } from "./layer-config.ts";
import { issuerTable } from "./tables.ts";

/** `√(Π ⌈k / s⌉ / k)` for a window of k by steps of s, as if every window had k entries. */
function formula(config: Readonly<Record<string, unknown>>): number {
  const [sizes, strides] = [config["pool_size"], config["strides"]].map((value) => (Array.isArray(value) ? value.map(Number) : [])); // prettier-ignore
  const factors = (sizes ?? []).map((size, i) => Math.ceil(size / (strides?.[i] ?? 1)) / size);
  return Math.sqrt(factors.reduce((product, factor) => product * factor, 1));
}

export const averagePoolingByFormula: Mutant = mutantOf({
  name: "average-pooling-by-formula",
  bug: "Average pooling is divided by the size of its window, also at the border, where TensorFlow divides by less.",
  table: issuerTable,
  subject: certifyWith((certificate, artifacts) =>
    recomposed(certificate, {
      upperOf: ({ kind, name, upper }) =>
        kind.startsWith("AveragePooling") ? formula(layerOf(artifacts, name)?.config ?? {}) : upper,
    }),
  ),
});
