import type { Score } from "./score.ts";

/**
 * A score as text: the value and, under it, how it was measured.
 *
 * @param score - any score
 * @returns lines without a line break at the end; numbers with six significant digits, the hash with its first twelve
 *
 * @example
 * ```ts
 * import { describeScore } from "@lipschitz-gan/metrics";
 *
 * const extractor = { name: "mnist", sha256: "0123456789abcdef".repeat(4), accuracy: 0.9912 };
 * const text = describeScore({
 *   name: "KID-mnist",
 *   value: 0.0123456789,
 *   std: 0.00045,
 *   protocol: {
 *     ...{ dataset: "mnist", nReal: 10000, split: "test", nFake: 5000, seed: 0, resize: "none", dtype: "float32" },
 *     extractor,
 *     parameters: { subsets: 100, subsetSize: 1000 },
 *   },
 * }).split("\n");
 * text[0]; // => "KID-mnist 0.0123457 ± 0.00045"
 * text[1]; // => "  real: 10000 of mnist (test); generated: 5000, seed 0"
 * text[2]; // => "  extractor: mnist, sha256 0123456789ab, accuracy 99.12 %; resize none; float32"
 * text[3]; // => "  parameters: subsets 100, subsetSize 1000"
 * ```
 */
export function describeScore({ name, value, std, protocol }: Score): string {
  const { dataset, nReal, split, nFake, seed, resize, dtype, extractor, parameters } = protocol;
  const real = nReal === 0 ? `real: none of ${dataset}` : `real: ${nReal} of ${dataset} (${split})`;
  const weights = extractor.sha256 === null ? "no weights" : `sha256 ${extractor.sha256.slice(0, 12)}`;
  const accuracy = extractor.accuracy === null ? "" : `, accuracy ${significant(100 * extractor.accuracy)} %`;
  const named = Object.entries(parameters).map(([parameter, number]) => `${parameter} ${number}`);
  return [
    `${name} ${significant(value)}${std === undefined ? "" : ` ± ${significant(std)}`}`,
    `  ${real}; generated: ${nFake}, seed ${seed}`,
    `  extractor: ${extractor.name}, ${weights}${accuracy}; resize ${resize}; ${dtype}`,
    ...(named.length === 0 ? [] : [`  parameters: ${named.join(", ")}`]),
  ].join("\n");
}

/** Six significant digits, without trailing zeros. */
const significant = (value: number): string => String(Number(value.toPrecision(6)));
