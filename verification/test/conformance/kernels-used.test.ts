import { startBackend } from "@lipschitz-gan/backend";
import { modelNames } from "@lipschitz-gan/models";
import { lossNames } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kernelsUsed } from "../../src/conformance/kernels-used.ts";
import { constraints, smallRun } from "../support/small-run.ts";

let exercised: ReadonlySet<string>;
beforeAll(async () => {
  await startBackend("wasm", { threads: 1 });
  exercised = new Set(await kernelsUsed({ seed: 3, runs: 4 }));
}, 120_000);

const sides = { cnn32: 32, cnn48: 48 } as const;

/** The kernels of two training steps of a small run. */
async function kernelsOf(run: Parameters<typeof smallRun>[0]): Promise<readonly string[]> {
  const { kernelNames } = await tf.profile(async () => {
    using trainer = smallRun(run);
    for await (const report of trainer.steps(2)) expect(report.criticLoss).not.toBeNaN();
    return [];
  });
  // tf.customGrad is recorded too, as a scope
  return kernelNames.filter((name) => (tf.getKernel(name, "wasm") as tf.KernelConfig | undefined) !== undefined);
}

/** Samples that are a fixed function of their place. */
const samples = (shape: readonly number[]) => ({
  batch: ({ batchSize, step }: { batchSize: number; step: number }) => ({
    values: Float32Array.from({ length: batchSize * shape.reduce((product, extent) => product * extent, 1) }, (_, i) =>
      Math.sin(i * i + step),
    ),
    shape: [batchSize, ...shape],
  }),
});

describe.each(Object.entries(constraints))(
  "the suite runs every kernel of a training step under %s",
  (_, constraint) => {
    it.each(modelNames)("of %s, whatever the loss", async (model) => {
      for (const loss of model === "mlp" ? lossNames : (["hinge", "non-saturating"] as const)) {
        const data = samples(model === "mlp" ? [2] : [sides[model], sides[model], 1]);
        const kernels = await kernelsOf({ model, data, constraint, loss, ...(model === "mlp" ? {} : { channels: 1 }) });
        expect(kernels.filter((name) => !exercised.has(name))).toEqual([]);
      }
    });
  },
);
