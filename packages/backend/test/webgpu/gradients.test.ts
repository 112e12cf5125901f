import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBackend, type StartedBackend } from "../../src/index.ts";
import { differentiable, type Operation, outputShape, sizeOf } from "../gradients/support/contract.ts";
import { pairs, unary } from "../gradients/support/entrywise-operations.ts";
import { rearrangements } from "../gradients/support/rearrangements.ts";
import { reductions } from "../gradients/support/reductions.ts";
import { convolutions } from "../gradients/support/spatial-operations.ts";
import { hasGpu, NEEDS_GPU } from "./support/software-gpu.ts";

const available = await hasGpu();

/**
 * WGSL promises only 2^-11 for a sine or cosine, and 4096 units in the last place for an arc tangent, from which the
 * others follow. No critic is built of them.
 *
 * @see https://www.w3.org/TR/WGSL/#floating-point-accuracy
 */
const inaccurate: ReadonlySet<string> = new Set(["sin", "cos", "tan", "asin", "acos", "atan"]);

const operations: readonly Operation[] = [
  ...unary.filter(({ name }) => !inaccurate.has(name)),
  ...pairs,
  ...reductions,
  ...rearrangements,
  ...convolutions,
];

const UNIT_ROUNDOFF = 2 ** -24;

interface Derivatives {
  readonly value: number;
  readonly gradients: readonly Float32Array[];
}

/** Odd multiples of 1/20 in a fixed disorder, as the law of the gradients has them: 1/20 from every kink, no ties. */
function grid(length: number, salt: number): number[] {
  const order = Array.from({ length }, (_, i) => i).toSorted(
    (a, b) => ((a * 7919 + salt * 104_729) % 1009) - ((b * 7919 + salt * 104_729) % 1009),
  );
  return order.map((k) => (2 * (k - Math.floor(length / 2)) + 1) / 20);
}

async function derivatives(operation: Operation, order: "value" | "penalty", shape: number[]): Promise<Derivatives> {
  const { shapes, domain = (value: number) => value } = operation;
  const results = tf.tidy(() => {
    const at = [
      ...shapes.map((s, i) =>
        tf.tensor(
          grid(sizeOf(s), i).map((x) => domain(x, i)),
          s,
        ),
      ),
      tf.tensor(grid(sizeOf(shape), 9), shape),
    ];
    return tf.valueAndGrads(differentiable(operation)[order])(at);
  });
  const gradients = await Promise.all(results.grads.map(async (g) => Float32Array.from(await g.data())));
  const [value = Number.NaN] = await results.value.data();
  tf.dispose([results.value, results.grads]);
  return { value, gradients };
}

describe("gradients on WebGPU are those of the plain JS backend, to second order", () => {
  let webgpu: StartedBackend | undefined;
  beforeAll(async () => {
    if (available) webgpu = await startBackend("webgpu");
  });
  afterAll(async () => {
    await webgpu?.stop();
  });

  it.skipIf(!available).each(operations)(`$name ${NEEDS_GPU}`, async (operation) => {
    await startBackend("cpu");
    const shape = outputShape(operation);
    const orders = ["value", "penalty"] as const;
    const expected = await Promise.all(orders.map((order) => derivatives(operation, order, shape)));
    await startBackend("webgpu");
    for (const [i, order] of orders.entries()) {
      const actual = await derivatives(operation, order, shape);
      const { value, gradients } = expected[i] ?? actual;
      // As in the law of the gradients: an entry is a sum of at most `longest` products, each a few dozen roundings deep,
      // and 1 stands for what is added up to give the value. Twice, since both backends round.
      const longest = Math.max(...gradients.map(({ length }) => length));
      for (const [argument, gradient] of gradients.entries()) {
        const other = actual.gradients[argument] ?? [];
        const size = Math.abs(value) + Math.max(...gradient.map(Math.abs)) + 1;
        const worst = Math.max(...gradient.map((g, k) => Math.abs(g - (other[k] ?? Number.NaN))));
        expect(worst, `${order}, argument ${argument}`).toBeLessThanOrEqual(2 * (64 + longest) * UNIT_ROUNDOFF * size);
      }
    }
  });
});
