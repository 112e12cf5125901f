import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startBackend } from "../../src/index.ts";
import { measureSpeed } from "../../src/probe/measure-speed.ts";

const KERNELS = [tf.Conv2D, tf.Conv2DBackpropFilter, tf.Conv2DBackpropInput] as const;

/** 2 · 8² outputs · 4² taps · 64² channels, in each of three convolutions. */
const OPERATIONS_A_SAMPLE = 3 * 2 * 8 ** 2 * 4 ** 2 * 64 ** 2;

let stock: readonly tf.KernelConfig[] = [];
beforeEach(async () => {
  await tf.setBackend("cpu");
  stock = KERNELS.map((name) => tf.getKernel(name, "cpu"));
});
afterEach(() => {
  stock.forEach(replace);
  vi.restoreAllMocks();
});

function replace(config: tf.KernelConfig): void {
  tf.unregisterKernel(config.kernelName, "cpu");
  tf.registerKernel(config);
}

let now = 0;

/** Kernels that take a known time by a clock of the test's and give the right values: with ones, known integers. */
function knownKernels({ msASample = 0, factor = 1 }: { msASample?: number; factor?: number }): void {
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const values = [() => 1, (batch: number) => batch * 64 * 30 ** 2, () => 64 ** 2 * 8 ** 2];
  KERNELS.forEach((kernelName, i) => {
    replace({
      kernelName,
      backendName: "cpu",
      kernelFunc: ({ inputs, attrs }) => {
        const batch = (inputs["dy"] ?? inputs["x"])?.shape[0] ?? 0;
        const shape = [[batch, 8, 8, 64], attrs?.["filterShape"], attrs?.["inputShape"]][i] as number[];
        now += msASample * batch;
        return tf.fill(shape, factor * (values[i]?.(batch) ?? Number.NaN));
      },
    });
  });
}

const threeDigits = (value: number): number => Number(value.toPrecision(3));

describe("measureSpeed", () => {
  it.each([0.2, 1, 40, 5000])("counts three convolutions, each of which takes %d ms a sample", async (msASample) => {
    knownKernels({ msASample });
    expect(await measureSpeed(0.3)).toBe(threeDigits(OPERATIONS_A_SAMPLE / (3 * msASample * 1e6)));
  });

  it("waits until the values are there, as a queue that takes work in at once is not fast", async () => {
    knownKernels({});
    const backend = tf.backend();
    const read = backend.read.bind(backend);
    // Two values a sample; 120 ms are long enough for the first size, a batch of 1.
    vi.spyOn(backend, "read").mockImplementation(async (dataId) => {
      await Promise.resolve();
      now += 60;
      return read(dataId);
    });
    expect(await measureSpeed(0.1)).toBe(threeDigits(OPERATIONS_A_SAMPLE / 120e6));
  });

  it("measures the real kernels, of a backend that is right", async () => {
    const wasm = await startBackend("wasm", { threads: 1 });
    expect(await measureSpeed(0.1)).toBeGreaterThan(0);
    await wasm.stop();
  }, 60_000);

  it("refuses a backend that computes wrongly", async () => {
    knownKernels({ msASample: 50, factor: 1 + 2 ** -23 });
    await expect(measureSpeed(0.1)).rejects.toThrow(
      "it computes wrongly: gradients of a convolution of ones are 57600.0078125 and 262144.03125, must be 57600 and 262144",
    );
  });

  it("leaves no tensor behind, also when it fails", async () => {
    const before = tf.memory().numTensors;
    knownKernels({ msASample: 50 });
    await measureSpeed(0.1);
    knownKernels({ msASample: 50, factor: 2 });
    await expect(measureSpeed(0.1)).rejects.toThrow(/computes wrongly/u);
    expect(tf.memory().numTensors).toBe(before);
  });
});
