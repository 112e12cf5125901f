import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { startNative } from "../../src/native/start-native.ts";
import { compile, hasCompiler, inFolder } from "./support/compiled-library.ts";
import { anyLibrary } from "./support/libraries.ts";

afterEach(() => {
  if (tf.findBackendFactory("wasm") !== null) tf.removeBackend("wasm");
});

/** oneDNN that turns down products, by the names of both versions, and counts how often it was asked. */
const WITHOUT_PRODUCTS = `
  int refusals = 0;
  int counted_refusals(void) { return refusals; }
  int dnnl_matmul_desc_init() { refusals++; return 3; }
  int dnnl_matmul_primitive_desc_create() { refusals++; return 3; }`;

describe.skipIf(anyLibrary.isMissing || !hasCompiler)(
  "a library that turns an operation down (needs koffi, oneDNN and a C compiler)",
  () => {
    it("leaves it to WASM, is asked once for each shape, and nothing is left behind", async () => {
      await inFolder(async (folder) => {
        const path = compile(folder, WITHOUT_PRODUCTS, anyLibrary.path);
        const running = await startNative({ log: () => {}, threads: 1, paths: [path] });
        const { default: koffi } = await import("koffi");
        const refusals = koffi.load(path).func("counted_refusals", "int", []);
        const before = tf.memory().numTensors;
        const heap = tf.engine().backend as unknown as { numDataIds: () => number };
        for (const [i, size] of [64, 64, 96, 64].entries()) {
          const entries = tf.tidy(() => tf.matMul(tf.ones([size, 32]), tf.ones([32, size])).dataSync());
          expect([entries.length, entries[7]]).toEqual([size * size, 32]);
          expect(refusals()).toBe([1, 1, 2, 2][i]);
          expect([tf.memory().numTensors, heap.numDataIds()]).toEqual([before, 0]);
        }
        // What it does not turn down it still computes: sums of this size are products, element-wise work is not.
        expect(tf.tidy(() => tf.sum(tf.square(tf.mul(tf.ones([128, 128]), 2)), 0).dataSync()[3])).toBe(128 * 4);
        expect(heap.numDataIds()).toBe(0);
        await running.stop();
      });
    });
  },
);
