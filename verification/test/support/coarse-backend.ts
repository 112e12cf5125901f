import * as tf from "@tensorflow/tfjs-core";

/** How far off WGSL lets a function be, in units in the last place, given its argument. */
const UNITS: Readonly<Record<string, (x: number) => number>> = {
  [tf.RealDiv]: () => 2.5,
  [tf.Reciprocal]: () => 2.5,
  [tf.Mean]: () => 2.5, // it ends in a division
  [tf.Sqrt]: () => 4.5, // 1 / inverseSqrt(x)
  [tf.Rsqrt]: () => 2,
  [tf.Exp]: (x) => 3 + 2 * Math.abs(x),
  [tf.Sigmoid]: (x) => (3 + 2 * Math.abs(x)) / (1 + Math.exp(x)) + 3, // exp, sum, quotient
};

/** What the logarithm in a softplus may be off, absolute. */
const OF_SOFTPLUS = 2 ** -21;

/** Room for the rounding of the perturbed result itself, half a unit. */
const ROOM = 0.5;

/** Which way results are off: up, down, or by a share that the bits of the result decide. */
export type Lean = "up" | "down" | "by its bits";

/**
 * Starts the plain JS backend under the name "webgpu", with quotients, roots, exp and sigmoid as far off as WGSL allows: a
 * graphics processor at its worst. The same numbers are off by as much, and so are powers of two of them.
 *
 * @param lean - which way
 * @see https://www.w3.org/TR/WGSL/#concrete-float-accuracy
 */
export async function startCoarseBackend(lean: Lean): Promise<void> {
  tf.copyRegisteredKernels("cpu", "webgpu");
  for (const [name, units] of Object.entries(UNITS)) coarsen(name, (value, x) => value * shareOf(value, lean) * (units(x) - ROOM) * 2 ** -23); // prettier-ignore
  coarsen(tf.Softplus, (value, x) => (Math.abs(x) < 13 ? shareOf(value, lean) * OF_SOFTPLUS : 0));
  tf.registerBackend("webgpu", tf.findBackendFactory("cpu"));
  await tf.setBackend("webgpu");
}

/** Goes back to the plain JS backend under its own name. */
export async function stopCoarseBackend(): Promise<void> {
  await tf.setBackend("cpu");
  tf.removeBackend("webgpu");
  for (const { kernelName } of tf.getKernelsForBackend("webgpu")) tf.unregisterKernel(kernelName, "webgpu");
}

/** Of the plain JS backend: where it keeps values. */
interface PlainBackend {
  readonly data: { get(dataId: object): { values: ArrayLike<number> } };
}

function coarsen(name: string, off: (value: number, x: number) => number): void {
  const stock = tf.getKernel(name, "webgpu");
  tf.unregisterKernel(name, "webgpu");
  tf.registerKernel({
    ...stock,
    kernelFunc: (args) => {
      const output = stock.kernelFunc(args);
      const { data } = args.backend as PlainBackend; // registered for no other
      const { dataId, dtype } = output as tf.TensorInfo; // one output each
      const argument = args.inputs["x"];
      const x = argument === undefined ? [] : data.get(argument.dataId).values;
      const kept = data.get(dataId);
      if (dtype === "float32")
        kept.values = Float32Array.from(kept.values, (value, i) =>
          Number.isFinite(value) ? value + off(value, x[i] ?? 0) : value,
        );
      return output;
    },
  });
}

const bits = new Float32Array(1);
const words = new Uint32Array(bits.buffer);

/** From −1 to 1: a function of the mantissa alone. */
function shareOf(value: number, lean: Lean): number {
  if (lean !== "by its bits") return lean === "up" ? 1 : -1;
  bits[0] = value;
  const hash = Math.imul(((words[0] ?? 0) & 0x7fffff) ^ 0x2545f491, 0x9e3779b1) >>> 0;
  return hash / 2 ** 31 - 1;
}
