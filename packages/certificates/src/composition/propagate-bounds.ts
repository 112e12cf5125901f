import type { MergeCertificate } from "../format/certificate.ts";
import type { MergeAction, Operation } from "../network/operation.ts";
import { lengthUp, productUp, quotientUp, rootUp } from "../rounding/round-up.ts";
import { type MergeKind, mergeLipschitz } from "../rules/merge-lipschitz.ts";
import { slackUp } from "./slack.ts";
import { sizeOf } from "../network/size-of.ts";

/**
 * Lipschitz constants from the model's input to the output of each operation.
 *
 * A chain multiplies; branches come together by {@link mergeLipschitz}; where a chain of operations has a constant of its own,
 * the smaller of the two ways counts, so that merging never makes a bound worse.
 *
 * @param operations - each after those that it depends on
 * @param uppers - the constant of each operation
 * @param merges - chains with constants of their own
 * @returns one bound an operation, with slack
 * @see Szegedy et al. (2014), Intriguing properties of neural networks, section 4.3, https://arxiv.org/abs/1312.6199
 * @internal
 */
export function propagateBounds(
  operations: readonly Operation[],
  uppers: readonly number[],
  merges: readonly MergeCertificate[],
): readonly number[] {
  const bounds: number[] = [];
  const boundOf = (index: number): number => (index === 0 ? 1 : (bounds[index - 1] ?? Number.NaN));
  for (const [i, operation] of operations.entries()) {
    const plain = plainBound(operation, uppers[i] ?? Number.NaN, operation.inputs.map(boundOf));
    const merged = merges
      .filter(({ chain }) => chain.at(-1) === i + 1)
      .map(({ chain, upper }) => productUp(upper, boundOf(operations[(chain[0] ?? 0) - 1]?.inputs[0] ?? 0)));
    bounds.push(slackUp(Math.min(plain, ...merged), operation.inputs.length > 1));
  }
  return bounds;
}

function plainBound({ action, inputShapes, outputShape }: Operation, upper: number, inputs: readonly number[]): number {
  switch (action.type) {
    case "fixed":
      return 0;
    case "concatenation":
      return lengthUp(inputs);
    case "merge": {
      // Broadcasting repeats all entries of an input equally often.
      const repeated = inputs.map((bound, i) =>
        productUp(rootUp(quotientUp(sizeOf(outputShape), sizeOf(inputShapes[i] ?? []))), bound),
      );
      return mergeLipschitz(KINDS[action.merge], repeated);
    }
    case "projection":
      return productUp(upper, inputs[1 - action.fixed] ?? Number.NaN);
    default:
      return productUp(upper, inputs[0] ?? Number.NaN);
  }
}

const KINDS: Readonly<Record<MergeAction["merge"], MergeKind>> = {
  sum: "sum",
  difference: "sum",
  average: "average",
  maximum: "maximum",
  minimum: "minimum",
};
