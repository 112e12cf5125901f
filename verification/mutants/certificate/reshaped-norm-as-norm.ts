import { svd } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { certifyWith, recomposed } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

export const reshapedNormAsNorm: Mutant = mutantOf({
  name: "reshaped-norm-as-norm",
  bug: "The norm of the reshaped kernel counts as that of the convolution, overlapping windows or not (SN-GAN, if taken for a bound).",
  table: issuerTable,
  subject: certifyWith((certificate, { weightSpecs, weightData }) => {
    const norms = new Map<string, number>();
    let offset = 0;
    for (const { name, shape } of weightSpecs) {
      const size = shape.reduce((total, n) => total * n, 1);
      const values = new Float32Array(weightData, offset, size);
      offset += 4 * size;
      const columns = shape.at(-1) ?? 1;
      if (!name.endsWith("/kernel") || shape.length < 3) continue;
      const rows = Array.from({ length: size / columns }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns))); // prettier-ignore
      norms.set(name.replace("/kernel", ""), (svd(rows).sigmas[0] ?? 0) * (1 + 2 ** -30));
    }
    return recomposed(certificate, {
      upperOf: ({ kind, name, upper }) =>
        kind === "Conv1D" || kind === "Conv2D" ? Math.min(upper, norms.get(name) ?? upper) : upper,
    });
  }),
});
