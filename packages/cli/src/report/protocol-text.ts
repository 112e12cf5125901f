import type { Protocol } from "@lipschitz-gan/metrics";
import { formatNumber } from "./format.ts";

/** How many digits of a hash tell one extractor from another. */
const hashDigits = 12;

/**
 * How a score was measured, in one line: without it the score means nothing.
 *
 * @param protocol - the protocol
 * @returns such as "10000 generated samples (seed 0) against 10000 real ones of mnist (train); …"
 */
export function protocolText(protocol: Protocol): string {
  const parameters = parametersText(protocol);
  return `${settingText(protocol)}${parameters === "" ? "" : `; ${parameters}`}.`;
}

/**
 * What the scores of an evaluation share: samples, what was done to them, and the extractor.
 *
 * @param protocol - the protocol
 * @returns the text, without a full stop
 */
export function settingText({ dataset, nReal, split, nFake, seed, resize, dtype, extractor }: Protocol): string {
  const real = nReal === 0 ? "" : ` against ${nReal} real ones of ${dataset}${split === "none" ? "" : ` (${split})`}`;
  const hash = extractor.sha256 === null ? "" : ` ${extractor.sha256.slice(0, hashDigits)}`;
  const accuracy = extractor.accuracy === null ? "" : `, ${formatNumber(100 * extractor.accuracy)} % accurate`;
  return `${nFake} generated samples (seed ${seed})${real}; resize ${resize}; features of ${extractor.name}${hash}${accuracy}, ${dtype}`;
}

/**
 * The metric's own parameters.
 *
 * @param protocol - the protocol
 * @returns such as "subsets 100, subsetSize 1000"; empty where it has none
 */
export function parametersText({ parameters }: Protocol): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${formatNumber(value)}`)
    .join(", ");
}
