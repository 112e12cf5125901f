import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { images, idxFolder, labels } from "../support/idx-folder.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { listing, tempFolder } from "../support/temp-folder.ts";

const cwd = tempFolder();
const data = idxFolder(join(cwd, "data"), { "t10k-images-idx3-ubyte": images, "t10k-labels-idx1-ubyte": labels });
const out = join(cwd, "out");
const quick = [
  "--backend",
  "wasm",
  "--dataset",
  "mnist",
  "--data-folder",
  data,
  "--epochs",
  "2",
  "--batch-size",
  "4",
  "--widths",
  "2,3",
];
const train = (...more: readonly string[]): ReturnType<typeof runInProcess> =>
  runInProcess("extractor", "train", ...quick, "--threads", "1", ...more);
const test = (...more: readonly string[]): ReturnType<typeof runInProcess> =>
  runInProcess("extractor", "test", "mnist", "--data-folder", data, ...more);

describe("extractor train", () => {
  beforeAll(async () => {
    await train("--out", out);
  }, 60_000);

  it("writes weights and a card with hash, accuracy and the command that makes them again", async () => {
    const weights = readFileSync(join(out, "mnist.safetensors"));
    const card = JSON.parse(readFileSync(join(out, "mnist.json"), "utf8")) as Record<string, unknown>;
    expect(card).toMatchObject({
      name: "mnist",
      sha256: createHash("sha256").update(weights).digest("hex"),
      nTest: 8,
      channels: 1,
      widths: [2, 3],
      nClasses: 10,
      recipe: {
        command:
          "lipschitz-gan extractor train --dataset mnist --widths 2,3 --epochs 2 --batch-size 4 --learning-rate 0.002 --seed 0 --backend wasm --threads 1",
        nTrain: 8,
        epochs: 2,
        backend: "wasm, one thread",
      },
    });
    const again = join(cwd, "again");
    const { code, results, logs } = await train("--out", again, "--json");
    expect(code).toBe(0);
    expect(readFileSync(join(again, "mnist.safetensors")).equals(weights)).toBe(true);
    expect(JSON.parse(results.join("\n"))).toMatchObject({
      file: join(again, "mnist.safetensors"),
      sha256: card["sha256"],
    });
    expect(logs.filter((line) => line.startsWith("epoch "))).toHaveLength(2);
  });

  it("never writes over a classifier, and refuses bad flags with one line", async () => {
    const before = listing(cwd);
    for (const [args, message] of [
      [["--out", out], /^lipschitz-gan: --out: must not hold a classifier of mnist yet, received [^\n]*$/],
      [["--epochs", "0"], /^lipschitz-gan: --epochs: must be an integer in \[1, 10000\], received 0$/],
      [
        ["--batch-size", "9"],
        /^lipschitz-gan: --batch-size: must be at most the 8 samples that there are, received 9$/,
      ],
      [["--learning-rate", "2"], /^lipschitz-gan: --learning-rate: must be a number in \(0, 1\], received 2$/],
      [["--widths", "1,2,3,4,5,6"], /^lipschitz-gan: --widths: must be one to five numbers/],
      [
        ["--dataset", "minst"],
        /^lipschitz-gan: --dataset: must be one of .* received "minst"; did you mean "mnist"\?$/,
      ],
      [["--backend", "cuda"], /^lipschitz-gan: --backend: must be one of /],
      [["--data-folder", join(cwd, "none")], /^lipschitz-gan: .*none/],
    ] as const) {
      const { code, logs } = await train("--out", join(cwd, "new"), ...args);
      expect(logs.at(-1)).toMatch(message);
      expect(code).toBe(2);
    }
    expect(listing(cwd)).toEqual(before);
  });
});

describe("extractor test", () => {
  it("measures what the card says", async () => {
    const { code, results } = await test("--folder", out);
    expect(code).toBe(0);
    expect(results.join("\n")).toMatch(
      /sha256 {3}[0-9a-f]{64}\naccuracy .* of 8 test samples, the card says .*: holds\ntrained {2}/,
    );
    const json = JSON.parse((await test("--folder", out, "--json")).results.join("\n")) as Record<string, unknown>;
    expect(json).toMatchObject({ name: "mnist", nTest: 8, holds: true });
    expect(json["accuracy"]).toBe(json["stated"]);
  });

  it("fails where the card says too much, and where the weights are others", async () => {
    const liar = join(cwd, "liar");
    await train("--out", liar);
    const card = JSON.parse(readFileSync(join(liar, "mnist.json"), "utf8")) as Record<string, unknown>;
    const stated = card["testAccuracy"] === 1 ? 0 : 1;
    writeFileSync(join(liar, "mnist.json"), JSON.stringify({ ...card, testAccuracy: stated }));
    const told = await test("--folder", liar);
    expect(told.code).toBe(1);
    expect(told.results.join("\n")).toContain("does not hold");

    const weights = readFileSync(join(liar, "mnist.safetensors"));
    weights.writeUInt8(weights.readUInt8(weights.length - 1) ^ 1, weights.length - 1);
    writeFileSync(join(liar, "mnist.safetensors"), weights);
    const changed = await test("--folder", liar);
    expect(changed.code).toBe(2);
    expect(changed.logs.at(-1)).toMatch(
      /^lipschitz-gan: [^\n]*must have the card's SHA-256 [^\n]*; get both files anew$/,
    );

    writeFileSync(join(liar, "mnist.json"), "{");
    expect((await test("--folder", liar)).logs.at(-1)).toMatch(/^lipschitz-gan: [^\n]*mnist\.json: must be JSON/);
    const missing = await test("--folder", join(cwd, "nowhere"));
    expect(missing.code).toBe(2);
    expect(missing.logs.at(-1)).toMatch(/^lipschitz-gan: [^\n]*; make one with lipschitz-gan extractor train$/);
  });
});
