import * as certificates from "@lipschitz-gan/certificates";
import type { LocalBound } from "@lipschitz-gan/certificates";
import { type Mutant, mutantOf } from "../mutant.ts";
import { withDigest } from "./certify-with.ts";
import { issuerTable } from "./tables.ts";

/** A tenth of a box around the same middle. */
function tenth({ low, high }: Pick<LocalBound, "low" | "high">): Pick<LocalBound, "low" | "high"> {
  if (typeof low === "number" && typeof high === "number")
    return { low: 0.55 * low + 0.45 * high, high: 0.45 * low + 0.55 * high };
  const [from, to] = [Array.isArray(low) ? low : [], Array.isArray(high) ? high : []];
  return {
    low: from.map((x: number, i) => 0.55 * x + 0.45 * (to[i] ?? x)),
    high: from.map((x: number, i) => 0.45 * x + 0.55 * (to[i] ?? x)),
  };
}

export const boxTooSmall: Mutant = mutantOf({
  name: "box-too-small",
  bug: "The gradient is bounded near the middle of the box only, where it is usually steep enough.",
  table: issuerTable,
  subject: {
    ...certificates,
    certify: async (artifacts, options = {}) => {
      const { box } = options;
      if (box === undefined) return await certificates.certify(artifacts, options);
      const found = await certificates.certify(artifacts, { ...options, box: tenth(box) });
      return await withDigest({ ...found, local: found.local === null ? null : { ...found.local, ...box } });
    },
  },
});
