import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { effectiveRank, kernelSpectra, type KernelSpectrum, spectrumEntropy } from "@lipschitz-gan/metrics";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Unit roundoff of float64. */
const u = 2 ** -53;

const { layers } = tfl;
const shapeOf = (weight: tf.Tensor): number[] => weight.shape;

/** A model whose weights are numbers in no order, which float32 holds exactly. */
function filled(model: tfl.LayersModel): tfl.LayersModel {
  let count = 0;
  const next = (): number => ((count++ * 7919) % 257) / 64 - 2;
  model.setWeights(
    model.getWeights().map((weight) => {
      const values = Float32Array.from({ length: weight.size }, next);
      return tf.tensor(values, shapeOf(weight));
    }),
  );
  return model;
}

/** The matrix of a kernel by its definition, entry by entry: `rows` output channels, all else as columns in any order. */
function rowsOf(kernel: tf.Tensor, outputAxis: number): number[][] {
  const { shape } = kernel;
  const rows = Array.from({ length: shape[outputAxis] ?? 0 }, (): number[] => []);
  const inner = shape.slice(outputAxis + 1).reduce((product, length) => product * length, 1);
  for (const [i, value] of kernel.dataSync().entries()) {
    rows[Math.floor(i / inner) % rows.length]?.push(value);
  }
  return rows;
}

function expectValues({ singularValues }: KernelSpectrum, matrix: readonly (readonly number[])[]): void {
  const decomposition = new SingularValueDecomposition(new Matrix(matrix.map((row) => [...row])), {
    autoTranspose: true,
  });
  const expected = decomposition.diagonal.toSorted((a, b) => b - a);
  const [rows, columns] = [matrix.length, matrix[0]?.length ?? 0];
  expect(singularValues).toHaveLength(Math.min(rows, columns));
  // Both are backward stable: each is off by a modest multiple of max · min roundings of the Frobenius norm.
  const allowed = 16 * Math.max(rows, columns) * Math.min(rows, columns) * u * Math.hypot(...matrix.flat());
  for (const [i, value] of singularValues.entries()) {
    expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThanOrEqual(allowed);
  }
}

describe("kernelSpectra", () => {
  it("sees dense and convolutional kernels as output channels times everything else", async () => {
    const model = filled(
      tfl.sequential({
        layers: [
          layers.conv2d({ name: "conv", filters: 5, kernelSize: [2, 3], inputShape: [6, 6, 2] }),
          layers.batchNormalization({ name: "norm" }),
          layers.conv2dTranspose({ name: "up", filters: 3, kernelSize: 2 }),
          layers.flatten({ name: "flat" }),
          layers.dense({ name: "head", units: 4 }),
        ],
      }),
    );
    const spectra = await kernelSpectra(model);
    expect(spectra.map(({ layer, rows, columns }) => [layer, rows, columns])).toEqual([
      ["conv", 5, 12],
      ["up", 3, 20],
      ["head", 4, 90],
    ]);
    const [conv, up, head] = spectra;
    // tf.layers keeps [kh, kw, in, out], and [kh, kw, out, in] of a transposed convolution.
    expectValues(conv!, rowsOf(model.getLayer("conv").getWeights()[0]!, 3));
    expectValues(up!, rowsOf(model.getLayer("up").getWeights()[0]!, 2));
    expectValues(head!, rowsOf(model.getLayer("head").getWeights()[0]!, 1));
    model.dispose();
  });

  it("sees a depthwise kernel as the block diagonal matrix of its channels, and names two kernels of one layer apart", async () => {
    const model = filled(
      tfl.sequential({
        layers: [
          layers.separableConv2d({
            name: "both",
            filters: 2,
            kernelSize: 2,
            depthMultiplier: 3,
            inputShape: [4, 4, 2],
          }),
        ],
      }),
    );
    const [depthwise, pointwise] = await kernelSpectra(model);
    expect([depthwise?.layer, depthwise?.rows, depthwise?.columns]).toEqual(["both/depthwise_kernel", 6, 8]);
    expect([pointwise?.layer, pointwise?.rows, pointwise?.columns]).toEqual(["both/pointwise_kernel", 2, 6]);
    const [kernel] = model.getLayer("both").getWeights(); // [kh, kw, in, multiplier]
    const values = kernel!.dataSync();
    const blocks = Array.from({ length: 6 }, (_, row) =>
      Array.from({ length: 8 }, (__, column) => {
        const [channel, place] = [Math.floor(row / 3), column % 4];
        return Math.floor(column / 4) === channel ? (values[place * 6 + channel * 3 + (row % 3)] ?? NaN) : 0;
      }),
    );
    expectValues(depthwise!, blocks);
    model.dispose();
  });

  it("finds kernels in nested models and wrappers", async () => {
    const inner = tfl.sequential({ name: "inner", layers: [layers.dense({ name: "a", units: 2, inputShape: [3] })] });
    const model = tfl.sequential({
      layers: [
        inner,
        layers.reshape({ targetShape: [1, 2] }),
        layers.timeDistributed({ name: "steps", layer: layers.dense({ name: "b", units: 2 }) }),
      ],
    });
    expect((await kernelSpectra(model)).map(({ layer }) => layer)).toEqual(["inner/a", "steps/b"]);
    model.dispose();
  });

  it("gives n equal values for an orthogonal kernel, and zeros for none at all", async () => {
    const model = tfl.sequential({
      layers: [layers.dense({ name: "dense", units: 3, inputShape: [3], useBias: false })],
    });
    model.setWeights([
      tf.tensor2d([
        [0, 2, 0],
        [0, 0, -2],
        [2, 0, 0],
      ]),
    ]);
    const [turning] = await kernelSpectra(model);
    expect(turning?.singularValues).toEqual([2, 2, 2]);
    expect(turning?.entropy).toBe(spectrumEntropy([2, 2, 2]));
    expect(turning?.effectiveRank).toBe(effectiveRank([2, 2, 2]));
    model.setWeights([tf.zeros([3, 3])]);
    expect(await kernelSpectra(model)).toEqual([
      { layer: "dense", rows: 3, columns: 3, singularValues: [0, 0, 0], entropy: 0, effectiveRank: 0 },
    ]);
    model.dispose();
  });

  it("refuses weights that are not finite, naming the layer, and a model without kernels", async () => {
    const model = tfl.sequential({
      layers: [layers.dense({ name: "dense", units: 1, inputShape: [2], useBias: false })],
    });
    model.setWeights([tf.tensor2d([[1], [NaN]])]);
    await expect(kernelSpectra(model)).rejects.toThrow(/the kernel of dense must be finite, received NaN at 1/);
    const none = tfl.sequential({ layers: [layers.flatten({ inputShape: [2, 2] })] });
    await expect(kernelSpectra(none)).rejects.toThrow(RangeError);
    model.dispose();
  });

  it("leaves no tensor behind, and the model as it was", async () => {
    const model = filled(tfl.sequential({ layers: [layers.dense({ name: "dense", units: 2, inputShape: [2] })] }));
    const before = tf.memory().numTensors;
    const values = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    await kernelSpectra(model);
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(values);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
