import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { registerWasmTrainingKernels } from "@lipschitz-gan/backend";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { runKernel, withoutLeak } from "./support/run-kernel.ts";

beforeAll(async () => {
  registerWasmTrainingKernels();
  await tf.setBackend("wasm");
});

interface Pooling {
  readonly size: number;
  readonly window: number;
  readonly stride: number;
  readonly channels: number;
  readonly pad: "same" | "valid";
}

function poolingAxis({ size, window, stride, pad }: Pooling): { before: number; out: number } {
  if (pad === "valid") return { before: 0, out: Math.floor((size - window) / stride) + 1 };
  const out = Math.ceil(size / stride);
  return { before: Math.floor(Math.max(0, (out - 1) * stride + window - size) / 2), out };
}

function maxPoolGradient(p: Pooling, x: Float32Array, dy: Float32Array): ArrayLike<number> {
  const { out } = poolingAxis(p);
  const batch = x.length / (p.size * p.size * p.channels);
  const shape = [batch, p.size, p.size, p.channels];
  const outShape = [batch, out, out, p.channels];
  const inputs = {
    dy: { data: dy, shape: outShape },
    input: { data: x, shape },
    output: { data: new Float32Array(dy.length), shape: outShape },
  };
  const attrs = { filterSize: [p.window, p.window], strides: [p.stride, p.stride], pad: p.pad };
  return runKernel("MaxPoolGrad", inputs, attrs).data;
}

function naiveMaxPoolGradient(p: Pooling, x: Float32Array, dy: Float32Array): number[] {
  const { before, out } = poolingAxis(p);
  const dx = Array.from(x, () => 0);
  for (const [at, gradient] of dy.entries()) {
    const channel = at % p.channels;
    const column = Math.floor(at / p.channels) % out;
    const row = Math.floor(at / p.channels / out) % out;
    const sample = Math.floor(at / p.channels / out / out);
    const window: number[] = [];
    for (let u = row * p.stride - before; u < row * p.stride - before + p.window; u += 1) {
      for (let v = column * p.stride - before; v < column * p.stride - before + p.window; v += 1) {
        const inside = u >= 0 && u < p.size && v >= 0 && v < p.size;
        if (inside) window.push(((sample * p.size + u) * p.size + v) * p.channels + channel);
      }
    }
    const maximum = window.reduce((most, i) => Math.max(most, x[i]!), -Infinity);
    dx[window.find((i) => x[i] === maximum)!]! += gradient;
  }
  return dx;
}

describe("the gradient of max pooling on WASM", () => {
  const pair: Pooling = { size: 2, window: 2, stride: 2, channels: 1, pad: "valid" };

  it("goes to the maximum of a window without a positive value, where the stock kernel sends it to the first pixel", () => {
    const dx = maxPoolGradient(pair, Float32Array.of(9, 1, 2, 3, -4, -3, -1, -2), Float32Array.of(5, 7));
    expect(Array.from(dx)).toStrictEqual([5, 0, 0, 0, 0, 0, 7, 0]);
  });

  it("goes to the first of equal maxima, as on the plain JS backend", () => {
    expect(Array.from(maxPoolGradient(pair, Float32Array.of(0, 0, 0, 0), Float32Array.of(1)))).toStrictEqual([
      1, 0, 0, 0,
    ]);
  });

  it("passes over NaN, finds an infinity, and is lost in a window of nothing but NaN", () => {
    const { NaN: nan, NEGATIVE_INFINITY: low } = Number;
    const x = Float32Array.of(nan, -3, nan, -2, low, low, low, low, nan, nan, nan, nan);
    expect(Array.from(maxPoolGradient(pair, x, Float32Array.of(1, 2, 3)))).toStrictEqual([
      0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });

  it("rejects a gradient of another shape", () => {
    const inputs = {
      dy: { data: new Float32Array(4), shape: [1, 2, 2, 1] },
      input: { data: new Float32Array(4), shape: [1, 2, 2, 1] },
    };
    expect(() => runKernel("MaxPoolGrad", inputs, { filterSize: 2, strides: 2, pad: "valid" })).toThrow(
      /dy must have the output's shape \[1, 1, 1, 1\], received \[1, 2, 2, 1\]/,
    );
  });

  it("leaves no tensor and no buffer behind", () => {
    withoutLeak(() => {
      maxPoolGradient(pair, new Float32Array(4), new Float32Array(1));
    });
  });

  it("agrees with a naive loop, for all windows, strides and paddings", () => {
    const poolings = fc
      .record({
        size: fc.integer({ min: 1, max: 7 }),
        window: fc.integer({ min: 1, max: 4 }),
        stride: fc.integer({ min: 1, max: 3 }),
        channels: fc.integer({ min: 1, max: 3 }),
        pad: fc.constantFrom("same", "valid"),
      })
      .filter((p) => p.pad === "same" || p.window <= p.size);
    fc.assert(
      fc.property(
        poolings,
        fc.integer({ min: 1, max: 2 }),
        fc.infiniteStream(fc.integer({ min: -9, max: 2 })),
        (p, batch, draw) => {
          const { out } = poolingAxis(p);
          // Small integers: many ties, many windows without a positive value, and sums without rounding.
          const x = Float32Array.from({ length: batch * p.size ** 2 * p.channels }, () => draw.next().value ?? 0);
          const dy = Float32Array.from({ length: batch * out ** 2 * p.channels }, (_, i) => i + 1);
          expect(Array.from(maxPoolGradient(p, x, dy))).toStrictEqual(naiveMaxPoolGradient(p, x, dy));
        },
      ),
    );
  });
});

describe("the stock gradient of nearest-neighbour resizing on WASM", () => {
  it("sums each sample's own pixels, which the plain JS backend does only for the first sample", () => {
    const dy = Float32Array.from({ length: 32 }, (_, i) => i + 1);
    const inputs = {
      images: { data: new Float32Array(8), shape: [2, 2, 2, 1] },
      dy: { data: dy, shape: [2, 4, 4, 1] },
    };
    const attrs = { alignCorners: false, halfPixelCenters: false, size: [4, 4] };
    // First block: 1 + 2 + 5 + 6; the second sample's pixels are each 16 larger.
    expect(Array.from(runKernel("ResizeNearestNeighborGrad", inputs, attrs).data)).toStrictEqual([
      14, 22, 46, 54, 78, 86, 110, 118,
    ]);
  });
});
