import * as tf from "@tensorflow/tfjs-core";

/** The numbers of a tensor on the plain JS backend, as its kernels keep them. */
function valuesOf(backend: unknown, dataId: object): Float32Array | Int32Array {
  const { data } = backend as { data: { get(id: object): { values: Float32Array | Int32Array } } }; // of MathBackendCPU
  return data.get(dataId).values;
}

/** What a planted fault may look at. */
export interface Fault {
  readonly values: Float32Array | Int32Array;
  readonly shape: readonly number[];
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly operand: (name: string) => Float32Array | Int32Array;
  readonly inputShape: (name: string) => readonly number[];
}

/**
 * Runs code while a kernel of the plain JS backend gives wrong numbers.
 *
 * @param kernel - its name
 * @param spoil - changes the right result in place, or the attributes beforehand
 * @param body - the code
 */
export async function withWrongKernel<T>(
  kernel: string,
  spoil: { readonly after?: (fault: Fault) => void; readonly attrs?: (attrs: Record<string, unknown>) => object },
  body: () => Promise<T>,
): Promise<T> {
  const right = tf.getKernel(kernel, "cpu");
  tf.unregisterKernel(kernel, "cpu");
  tf.registerKernel({
    ...right,
    kernelFunc: (args) => {
      const attrs = { ...(args.attrs as Record<string, unknown>), ...spoil.attrs?.({ ...args.attrs }) };
      const result = right.kernelFunc({ ...args, attrs: attrs as tf.NamedAttrMap });
      const [output] = Array.isArray(result) ? result : [result];
      if (output !== undefined && spoil.after !== undefined) {
        const input = (name: string) => (args.inputs as Record<string, tf.TensorInfo>)[name]!;
        spoil.after({
          values: valuesOf(args.backend, output.dataId),
          shape: output.shape,
          attrs,
          operand: (name) => valuesOf(args.backend, input(name).dataId),
          inputShape: (name) => input(name).shape,
        });
      }
      return result;
    },
  });
  try {
    return await body();
  } finally {
    tf.unregisterKernel(kernel, "cpu");
    tf.registerKernel(right);
  }
}
