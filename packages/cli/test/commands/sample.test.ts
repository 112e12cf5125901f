import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../support/run-command.ts";
import { listing, tempFolder } from "../support/temp-folder.ts";
import { tiny } from "../support/tiny-run.ts";

const cwd = tempFolder();
const pngMagic = "89504e470d0a1a0a";

describe("sample", () => {
  beforeAll(async () => {
    await runCommand(["train", ...tiny, "--steps", "2", "--out", "run"], { cwd });
  });

  it("draws what the training drew with that seed", async () => {
    const { code, stdout } = await runCommand(["sample", "run", "--out", "same.png", "--json"], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file: "same.png", count: 2000, seed: 0, modes: { of: 8 } });
    // The baked generator of this run is the plain one: the same weights, the same latent stream, the same picture.
    expect(readFileSync(join(cwd, "same.png")).equals(readFileSync(join(cwd, "run/samples/step-000002.png")))).toBe(
      true,
    );
  });

  it("draws others with another seed, as many as asked for, into a file of its own name", async () => {
    const { code, stdout } = await runCommand(["sample", "run", "--count", "10", "--seed", "5"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe("run-samples-seed5.png\n");
    expect(readFileSync(join(cwd, "run-samples-seed5.png")).subarray(0, 8).toString("hex")).toBe(pngMagic);
  });

  it("never overwrites a file", async () => {
    writeFileSync(join(cwd, "mine.png"), "mine");
    const before = listing(cwd);
    const { code, stderr } = await runCommand(["sample", "run", "--out", "mine.png"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^lipschitz-gan: --out: must not exist yet, received mine\.png[^\n]*\n$/);
    expect(listing(cwd)).toEqual(before);
  });

  it("refuses counts and seeds out of range, and a run whose generator is damaged", async () => {
    for (const args of [
      ["--count", "0"],
      ["--count", "1e9"],
      ["--seed", "-1"],
      ["--count", "many"],
    ]) {
      const { code, stderr } = await runCommand(["sample", "run", ...args, "--out", "x.png"], { cwd });
      expect(stderr).toMatch(new RegExp(`^lipschitz-gan: ${args[0]}: must be an integer in [^\\n]*\\n$`));
      expect(code).toBe(2);
    }
    rmSync(join(cwd, "run/generator/group1-shard1of1.bin"));
    const { code, stderr } = await runCommand(["sample", "run", "--out", "x.png"], { cwd });
    expect(stderr).toMatch(/^lipschitz-gan: [^\n]*group1-shard1of1\.bin[^\n]*\n$/);
    expect(code).toBe(2);
  });
});
