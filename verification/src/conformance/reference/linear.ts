import type { DerivativeRule, Kind, ReferenceNode } from "./node.ts";
import { entriesOf } from "./node.ts";

// Index reads in the loops below lie within the arrays by construction, hence `as number`.

/**
 * Receives one term of a sum: `y[target] += weight * x[source]`. The magnitude is that of the numbers from which the weight is
 * computed, where it is not computed to a few roundings of its own.
 */
export type EmitTerm = (target: number, source: number, weight: number, magnitude?: number) => void;

/**
 * Any linear operation, as the list of its terms.
 *
 * @param x - operand
 * @param shape - shape of the result
 * @param visit - calls back with every term; may be called many times, and then does the same
 * @param options - `computesWeights` where a weight is computed on the backend, so that one of exactly 1 may be some few
 *   roundings off as any other: without it, weights of 1 and -1 only are copies, which round nothing
 */
export function linear(
  x: ReferenceNode,
  shape: readonly number[],
  visit: (emit: EmitTerm) => void,
  { computesWeights = false }: { readonly computesWeights?: boolean } = {},
): ReferenceNode {
  const length = entriesOf(shape);
  const [value, size] = [new Float64Array(length), new Float64Array(length)];
  const [terms, fans] = [new Int32Array(length), new Int32Array(x.value.length)];
  let isCopy = !computesWeights;
  let isWhole = !computesWeights;
  visit((target, source, weight, magnitude = Math.abs(weight)) => {
    value[target]! += weight * (x.value[source] as number);
    size[target]! += magnitude * (x.size[source] as number);
    terms[target]! += 1;
    fans[source]! += 1;
    isCopy &&= Math.abs(weight) === 1;
    isWhole &&= Number.isInteger(weight);
  });
  // A sum of n terms rounds n - 1 times, and once more for a weight; a weight is itself some few roundings off.
  const counted = (counts: Int32Array) => Math.max(0, largest(counts) - 1) + (isCopy ? 0 : 4);
  const roundings = { forward: counted(terms), backward: counted(fans) };
  return {
    shape,
    value,
    size,
    parents: [x],
    rule: linearRule(visit),
    roundings: { processor: roundings, gpu: roundings },
    isWhole: isWhole && x.isWhole,
  };
}

function largest(counts: Int32Array): number {
  let most = 0;
  for (const count of counts) most = Math.max(most, count);
  return most;
}

const weightOf = (kind: Kind, weight: number, magnitude = Math.abs(weight)) => (kind === "value" ? weight : magnitude);

function linearRule(visit: (emit: EmitTerm) => void): DerivativeRule {
  return {
    pull: (kind, adjoint, [into]) => {
      visit((target, source, weight, magnitude) => {
        if (into) into[source]! += weightOf(kind, weight, magnitude) * (adjoint[target] as number);
      });
    },
    push: (kind, [tangent], into) => {
      visit((target, source, weight, magnitude) => {
        into[target]! += weightOf(kind, weight, magnitude) * (tangent?.[source] ?? 0);
      });
    },
    bend: () => {}, // a linear operation has none
  };
}
