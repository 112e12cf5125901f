import { Mean, Sum, backend_util, util, type TensorInfo } from "@tensorflow/tfjs-core";
import { packed } from "../onednn/layouts.ts";
import { layout, type Layout, type PostOperation } from "../onednn/operation.ts";
import { DESTINATION, SOURCE, WEIGHTS } from "../onednn/primitive.ts";
import type { NativeEngine } from "../native-engine.ts";
import { areFloats, nativeKernel, type NativeCall, type NativeKernel } from "./native-kernel.ts";

interface Attributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/** Tensors of fewer numbers are quicker in WASM, whose calls cost less (measured). */
const LEAST_SIZE = 2 ** 12;

/** Terms of one sum at most, if the number of terms can be split: rounding grows with it, and parts go side by side. */
const TERMS = 2048;

/** Axes in three groups: kept, summed, kept. Undefined where kept and summed ones alternate more often. */
function groups(
  shape: readonly number[],
  axes: readonly number[],
): [before: number, summed: number, after: number] | undefined {
  const first = axes[0] ?? 0;
  if (axes.some((axis, i) => axis !== first + i)) return undefined;
  const size = (from: number, to: number): number => util.sizeFromShape(shape.slice(from, to));
  const end = first + axes.length;
  return [size(0, first), size(first, end), size(end, shape.length)];
}

/** The largest divisor of `terms` up to {@link TERMS}; 1 if it has none that is worth it. */
function partOf(terms: number): number {
  for (let part = Math.min(TERMS, terms); part > TERMS / 8; part--) if (terms % part === 0) return part;
  return terms;
}

/**
 * Sums the middle axis of `[before, summed, after]` as a product with ones, times a factor: oneDNN multiplies matrices
 * faster than it sums over axes that are not the last.
 */
function sumMiddle(
  engine: NativeEngine,
  from: TensorInfo,
  to: TensorInfo,
  [before, summed, after]: readonly [number, number, number],
  factor: number,
): void {
  const scaling: readonly PostOperation[] =
    factor === 1 ? [] : [{ kind: "eltwise", algorithm: "eltwise_linear", alpha: factor, beta: 0 }];
  const work = (left: Layout, right: Layout, result: Layout, isOnesLeft: boolean) => ({
    operation: {
      family: "matmul" as const,
      parameters: [layout(left), layout(right), layout(null), layout(result)],
      after: scaling,
    },
    bindings: [
      { argument: isOnesLeft ? WEIGHTS : SOURCE, layout: isOnesLeft ? right : left },
      { argument: isOnesLeft ? SOURCE : WEIGHTS, layout: isOnesLeft ? left : right },
      { argument: DESTINATION, layout: result },
    ],
  });
  const describe = () =>
    after === 1
      ? work(packed([before, summed]), packed([summed, 1]), packed([before, 1]), false)
      : before === 1
        ? work(packed([1, summed]), packed([summed, after]), packed([1, after]), true)
        : work(packed([1, 1, summed]), packed([before, summed, after]), packed([before, 1, after]), true);
  engine.run(`sum ${before} ${summed} ${after} ${factor}`, describe, [from, engine.ones(summed), to]);
}

function reduce(call: NativeCall<Attributes>, isMean: boolean): TensorInfo | undefined {
  const { inputs, attrs, backend, engine } = call;
  const { x } = inputs;
  if (x === undefined || !areFloats(x) || util.sizeFromShape(x.shape) < LEAST_SIZE) return undefined;
  const axes = util.parseAxisParam(attrs.axis, x.shape).toSorted((a, b) => a - b);
  const split = groups(x.shape, axes);
  if (split === undefined) return undefined;
  const [before, summed, after] = split;
  const [kept, reduced] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
  const factor = isMean ? 1 / util.sizeFromShape(reduced) : 1;
  const out = backend.makeOutput(shape, "float32");
  const part = partOf(summed);
  const parts = summed / part;
  if (parts === 1) {
    sumMiddle(engine, x, out, [before, summed, after], factor);
    return out;
  }
  const sums = backend.makeOutput([before * parts, after], "float32");
  sumMiddle(engine, x, sums, [before * parts, part, after], 1);
  sumMiddle(engine, sums, out, [before, parts, after], factor);
  backend.disposeData(sums.dataId);
  return out;
}

/**
 * Sums and means over neighbouring axes.
 *
 * @internal
 */
export const reductionKernels: readonly NativeKernel[] = [
  nativeKernel<Attributes>(Sum, (call) => reduce(call, false)),
  nativeKernel<Attributes>(Mean, (call) => reduce(call, true)),
];
