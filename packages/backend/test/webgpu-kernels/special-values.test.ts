import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBackend, type StartedBackend } from "../../src/index.ts";
import { hasGpu, NEEDS_GPU } from "../webgpu/support/software-gpu.ts";

const available = await hasGpu();

/** Functions that stock WebGPU has wrong somewhere. */
const functions: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  acosh: tf.acosh,
  asinh: tf.asinh,
  atanh: tf.atanh,
  cosh: tf.cosh,
  elu: tf.elu,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p: tf.log1p,
  logSigmoid: tf.logSigmoid,
  relu6: tf.relu6,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sinh: tf.sinh,
  softplus: tf.softplus,
  tanh: tf.tanh,
};

/** With a size that is no multiple of four and one that is, as WebGPU computes four entries at a time where it can. */
const givens = [
  [Number.NaN, 1, 0.5],
  [0.5, Number.NaN, 2, 1, 1, Number.NaN, 0.25, 3],
] as const;

async function valuesOf(t: tf.Tensor): Promise<number[]> {
  const values = Array.from(await t.data());
  t.dispose();
  return values;
}

describe("functions on WebGPU", () => {
  let backend: StartedBackend | undefined;
  beforeAll(async () => {
    if (available) backend = await startBackend("webgpu");
  });
  afterAll(async () => {
    await backend?.stop();
  });

  it.skipIf(!available).each(Object.keys(functions))(`%s keeps NaN where it is ${NEEDS_GPU}`, async (name) => {
    for (const given of givens) {
      const x = tf.tensor1d([...given]);
      const found = await valuesOf(functions[name]!(x));
      expect(found.map(Number.isNaN)).toEqual(given.map((value) => Number.isNaN(value) || isOutside(name, value)));
      x.dispose();
    }
  });

  // What IEEE 754 recommends for log and logp1, section 9.2.
  it.skipIf(!available)(`gives −infinity at a logarithm's pole, and NaN below it ${NEEDS_GPU}`, async () => {
    const x = tf.tensor1d([0, -0, -1, -2, -Infinity, Infinity, 1]);
    expect(await valuesOf(tf.log(x))).toEqual([-Infinity, -Infinity, NaN, NaN, NaN, Infinity, 0]);
    const [atZero, atMinusZero, ...others] = await valuesOf(tf.log1p(x));
    expect([Math.abs(atZero!), Math.abs(atMinusZero!)]).toEqual([0, 0]);
    expect(others.slice(0, -1)).toEqual([-Infinity, NaN, NaN, Infinity]);
    x.dispose();
  });

  it.skipIf(!available)(`takes whole numbers, scalars and nothing at all ${NEEDS_GPU}`, async () => {
    for (const f of Object.values(functions)) {
      expect((await valuesOf(f(tf.scalar(1)))).length).toBe(1);
      expect(await valuesOf(f(tf.zeros([0, 3])))).toEqual([]);
    }
    expect(await valuesOf(tf.exp(tf.tensor1d([0, 0], "int32")))).toEqual([1, 1]);
  });

  it.skipIf(!available).each(Object.keys(functions))(`%s leaves no buffer behind ${NEEDS_GPU}`, (name) => {
    const x = tf.tensor1d([0.5, 1]);
    const before = tf.engine().backend.numDataIds();
    functions[name]!(x).dispose();
    expect(tf.engine().backend.numDataIds()).toBe(before);
    x.dispose();
  });

  it.skipIf(!available)(`shows NaN in the gradients of activations ${NEEDS_GPU}`, async () => {
    for (const f of [tf.elu, tf.selu, tf.sigmoid, tf.tanh, tf.softplus]) {
      const x = tf.tensor1d([Number.NaN, 1]);
      expect((await valuesOf(tf.grad((y: tf.Tensor) => f(y))(x))).map(Number.isNaN)).toEqual([true, false]);
      x.dispose();
    }
  });
});

/** Where a function of real numbers is not defined. */
function isOutside(name: string, x: number): boolean {
  return (name === "acosh" && x < 1) || (name === "atanh" && Math.abs(x) > 1);
}
