import { entriesOf, type Kind, type ReferenceNode } from "./node.ts";

// Index reads in the loops below lie within the arrays by construction, hence `as number`.

/** Receives one product of a sum: `y[target] += a[left] * b[right]`. */
export type EmitProduct = (target: number, left: number, right: number) => void;

/**
 * Sums of products of entries of two tensors: matrix products and convolutions of every kind.
 *
 * @param a - left operand
 * @param b - right operand
 * @param shape - shape of the result
 * @param visit - calls back with every product; may be called many times, and then does the same
 */
export function summedProducts(
  a: ReferenceNode,
  b: ReferenceNode,
  shape: readonly number[],
  visit: (emit: EmitProduct) => void,
): ReferenceNode {
  const length = entriesOf(shape);
  const [value, size] = [new Float64Array(length), new Float64Array(length)];
  const counts = { y: new Int32Array(length), a: new Int32Array(a.value.length), b: new Int32Array(b.value.length) };
  visit((target, left, right) => {
    value[target]! += (a.value[left] as number) * (b.value[right] as number);
    size[target]! += (a.size[left] as number) * (b.size[right] as number);
    counts.y[target]! += 1;
    counts.a[left]! += 1;
    counts.b[right]! += 1;
  });
  // n products are rounded, and n - 1 sums: Higham (2002), section 3.1, gamma_n in any order
  const roundings = { forward: largest(counts.y), backward: Math.max(largest(counts.a), largest(counts.b)) };
  return {
    shape,
    value,
    size,
    parents: [a, b],
    roundings: { processor: roundings, gpu: roundings },
    isWhole: a.isWhole && b.isWhole,
    rule: {
      pull: (kind, adjoint, [intoA, intoB]) => {
        const [x, y] = [a[kind], b[kind]];
        visit((target, left, right) => {
          const w = adjoint[target] as number;
          if (intoA) intoA[left]! += w * (y[right] as number);
          if (intoB) intoB[right]! += w * (x[left] as number);
        });
      },
      push: (kind: Kind, [ta, tb], into) => {
        const [x, y] = [a[kind], b[kind]];
        visit((target, left, right) => {
          into[target]! += (ta?.[left] ?? 0) * (y[right] as number) + (x[left] as number) * (tb?.[right] ?? 0);
        });
      },
      bend: (_, adjoint, [ta, tb], [intoA, intoB]) => {
        visit((target, left, right) => {
          const w = adjoint[target] as number;
          if (intoA) intoA[left]! += w * (tb?.[right] ?? 0);
          if (intoB) intoB[right]! += w * (ta?.[left] ?? 0);
        });
      },
    },
  };
}

function largest(counts: Int32Array): number {
  let most = 0;
  for (const count of counts) most = Math.max(most, count);
  return most;
}
