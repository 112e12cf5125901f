import { broadcastIndex, broadcastShape } from "./coordinates.ts";
import { type Accuracy, type DerivativeRule, type Kind, leaf, type ReferenceNode, type Roundings } from "./node.ts";

// Index reads in the loops below lie within the arrays by construction, hence `as number`.

/** A function of two numbers with its derivatives. */
export interface Surface {
  readonly value: (a: number, b: number) => number;
  /** ∂f/∂a and ∂f/∂b. */
  readonly slopes: (a: number, b: number) => readonly [number, number];
  /** ∂²f/∂a², ∂²f/∂a∂b and ∂²f/∂b². */
  readonly bends: (a: number, b: number) => readonly [number, number, number];
  /** Size of the numbers that are added up on the way to value and derivatives, where that is not their own. */
  readonly scale?: number;
  /** Roundings of the value on a processor; 1 unless given. */
  readonly roundings?: number;
  /** The same on a GPU; four times that unless given, which holds WGSL's 2.5 units in the last place of a division. */
  readonly gpuRoundings?: number;
  /** Whether whole numbers give whole numbers. */
  readonly isWhole?: boolean;
}

/** The second operand of a function of one number. */
export const ABSENT: ReferenceNode = leaf([], [0]);

interface Partials {
  readonly slopes: readonly [Float64Array, Float64Array];
  readonly bends: readonly [Float64Array, Float64Array, Float64Array];
}

const emptyPartials = (length: number): Partials => ({
  slopes: [new Float64Array(length), new Float64Array(length)],
  bends: [new Float64Array(length), new Float64Array(length), new Float64Array(length)],
});

/** Roundings of a function, on the way back twice over: its derivative, and the product with the adjoint. */
export function roundingsOf(processor: number, gpu: number, fan: number): Readonly<Record<Accuracy, Roundings>> {
  const back = (roundings: number) => (roundings === 0 ? 0 : 2 * roundings + 4) + Math.max(0, fan - 1);
  return {
    processor: { forward: processor, backward: back(processor) },
    gpu: { forward: gpu, backward: back(gpu) },
  };
}

/**
 * A function of two numbers, entry by entry, with broadcasting.
 *
 * The size of y = f(a, b) is max(|f|, |f_a| A + |f_b| B), with the sizes A and B of a and b: rounding errors of a and b
 * enter y through its slopes. Those of its slopes come through the bends in the same way.
 *
 * @param a - first operand
 * @param b - second operand
 * @param surface - the function
 */
export function paired(a: ReferenceNode, b: ReferenceNode, surface: Surface): ReferenceNode {
  const shape = broadcastShape(a.shape, b.shape);
  const [indexA, indexB] = [broadcastIndex(a.shape, shape), broadcastIndex(b.shape, shape)];
  const length = indexA.length;
  const { scale = 0, roundings = 1, gpuRoundings = 4 * roundings, isWhole = false } = surface;
  const [value, size] = [new Float64Array(length), new Float64Array(length)];
  for (let k = 0; k < length; k += 1) {
    const [ia, ib] = [indexA[k] as number, indexB[k] as number];
    const [x, y] = [a.value[ia] as number, b.value[ib] as number];
    const f = surface.value(x, y);
    const [fa, fb] = surface.slopes(x, y);
    value[k] = f;
    size[k] =
      Math.max(Math.abs(f), Math.abs(fa) * (a.size[ia] as number) + Math.abs(fb) * (b.size[ib] as number)) + scale;
  }
  let partials: Record<Kind, Partials> | undefined;
  const once = () => (partials ??= partialsOf(a, b, surface, { indexA, indexB }));
  // A broadcast operand's gradient is a sum over what it was broadcast to.
  const fan = Math.max(...[a, b].map((node) => (node === ABSENT ? 1 : length / Math.max(1, node.value.length))));
  return {
    shape,
    value,
    size,
    parents: [a, b],
    rule: ruleOf(once, indexA, indexB),
    roundings: roundingsOf(roundings, gpuRoundings, fan),
    isWhole: isWhole && a.isWhole && b.isWhole,
  };
}

/** Slopes and bends of every entry, and their sizes; only a derivative needs them. */
function partialsOf(
  a: ReferenceNode,
  b: ReferenceNode,
  { slopes, bends, scale = 0 }: Surface,
  { indexA, indexB }: { readonly indexA: Int32Array; readonly indexB: Int32Array },
): Record<Kind, Partials> {
  const length = indexA.length;
  const [exact, size] = [emptyPartials(length), emptyPartials(length)];
  for (let k = 0; k < length; k += 1) {
    const [ia, ib] = [indexA[k] as number, indexB[k] as number];
    const [x, y, sx, sy] = [a.value[ia], b.value[ib], a.size[ia], b.size[ib]] as [number, number, number, number];
    const [fa, fb] = slopes(x, y);
    const [faa, fab, fbb] = bends(x, y);
    exact.slopes[0][k] = fa;
    exact.slopes[1][k] = fb;
    exact.bends[0][k] = faa;
    exact.bends[1][k] = fab;
    exact.bends[2][k] = fbb;
    size.slopes[0][k] = Math.max(Math.abs(fa), Math.abs(faa) * sx + Math.abs(fab) * sy) + scale;
    size.slopes[1][k] = Math.max(Math.abs(fb), Math.abs(fab) * sx + Math.abs(fbb) * sy) + scale;
    // A bend is good to about three times its own size: those of x^p and 1/x, and their errors, shrink like x^-p.
    size.bends[0][k] = 3 * Math.abs(faa) + scale;
    size.bends[1][k] = 3 * Math.abs(fab) + scale;
    size.bends[2][k] = 3 * Math.abs(fbb) + scale;
  }
  return { value: exact, size };
}

function ruleOf(partials: () => Record<Kind, Partials>, indexA: Int32Array, indexB: Int32Array): DerivativeRule {
  const length = indexA.length;
  return {
    pull: (kind, adjoint, [intoA, intoB]) => {
      const [fa, fb] = partials()[kind].slopes;
      for (let k = 0; k < length; k += 1) {
        const w = adjoint[k] as number;
        if (intoA) intoA[indexA[k] as number]! += (fa[k] as number) * w;
        if (intoB) intoB[indexB[k] as number]! += (fb[k] as number) * w;
      }
    },
    push: (kind, [ta, tb], into) => {
      const [fa, fb] = partials()[kind].slopes;
      for (let k = 0; k < length; k += 1)
        into[k]! +=
          (fa[k] as number) * (ta?.[indexA[k] as number] ?? 0) + (fb[k] as number) * (tb?.[indexB[k] as number] ?? 0);
    },
    bend: (kind, adjoint, [ta, tb], [intoA, intoB]) => {
      const [faa, fab, fbb] = partials()[kind].bends;
      for (let k = 0; k < length; k += 1) {
        const w = adjoint[k] as number;
        const [da, db] = [ta?.[indexA[k] as number] ?? 0, tb?.[indexB[k] as number] ?? 0];
        if (intoA) intoA[indexA[k] as number]! += ((faa[k] as number) * da + (fab[k] as number) * db) * w;
        if (intoB) intoB[indexB[k] as number]! += ((fab[k] as number) * da + (fbb[k] as number) * db) * w;
      }
    },
  };
}
