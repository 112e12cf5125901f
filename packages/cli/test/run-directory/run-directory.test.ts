import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "@lipschitz-gan/training";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkpointSteps, readCheckpoint, writeCheckpoint } from "../../src/run-directory/checkpoint-files.ts";
import { checkFreshFolder, makeRunFolder } from "../../src/run-directory/choose-folder.ts";
import { appendMetrics, truncateMetrics } from "../../src/run-directory/metrics-log.ts";
import { removeLeftovers } from "../../src/run-directory/remove-leftovers.ts";
import { writeAtomically } from "../../src/run-directory/write-atomically.ts";
import { tempFolder } from "../support/temp-folder.ts";

const checkpoint = (step: number): Checkpoint => ({ step, counters: { steps: step }, tensors: {} });

describe("metrics", () => {
  it("keeps the whole lines up to a step, wherever a kill has torn the file", async () => {
    const path = join(tempFolder(), "metrics.jsonl");
    const lines = [1, 2, 3, 4].map((step) => `${JSON.stringify({ step, criticLoss: step / 2 })}\n`);
    const text = lines.join("");
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(5), async (length, step) => {
        writeFileSync(path, text.slice(0, length));
        await truncateMetrics(path, step);
        const whole = lines.filter((_, i) => lines.slice(0, i + 1).join("").length <= length);
        expect(readFileSync(path, "utf8")).toBe(whole.slice(0, step).join(""));
      }),
    );
  });

  it("appends a line a step, also to a file that is missing", async () => {
    const path = join(tempFolder(), "metrics.jsonl");
    await truncateMetrics(path, 3);
    await appendMetrics(path, { step: 1 });
    await appendMetrics(path, { step: 2, criticLoss: 0.5 });
    expect(readFileSync(path, "utf8")).toBe('{"step":1}\n{"step":2,"criticLoss":0.5}\n');
  });
});

describe("checkpoints", () => {
  it("keeps the last two, and reads back what was written", async () => {
    const folder = tempFolder();
    for (const step of [0, 50, 100]) await writeCheckpoint(folder, checkpoint(step));
    expect(await checkpointSteps(folder)).toEqual([100, 50]);
    expect(await readCheckpoint(folder, 50)).toEqual(checkpoint(50));
  });

  it("drops those of later steps when the run has gone back", async () => {
    const folder = tempFolder();
    for (const step of [50, 100]) await writeCheckpoint(folder, checkpoint(step));
    await writeCheckpoint(folder, checkpoint(60));
    expect(await checkpointSteps(folder)).toEqual([60, 50]);
  });

  it("sees no checkpoint in other files, nor in a folder that is missing", async () => {
    const folder = tempFolder();
    for (const name of ["step-00000001.ckpt.tmp", "step-1.ckpt", "notes"]) writeFileSync(join(folder, name), "");
    expect(await checkpointSteps(folder)).toEqual([]);
    expect(await checkpointSteps(join(folder, "none"))).toEqual([]);
  });
});

describe("removeLeftovers", () => {
  it("removes temporary files and folders and later samples, and nothing else", async () => {
    const folder = tempFolder();
    for (const name of ["samples", "checkpoint", "critic.1.new.tmp"]) mkdirSync(join(folder, name));
    const kept = ["config.json", "samples/step-000010.png", "checkpoint/step-00000020.ckpt", "notes.txt"];
    const stale = ["a.tmp", "samples/step-000011.png", "checkpoint/step-00000030.ckpt.tmp", "critic.1.new.tmp/x"];
    for (const name of [...kept, ...stale]) writeFileSync(join(folder, name), "");
    await removeLeftovers(folder, 10);
    expect(kept.filter((name) => !existsSync(join(folder, name)))).toEqual([]);
    expect(stale.filter((name) => existsSync(join(folder, name)))).toEqual([]);
    expect(readdirSync(folder).toSorted()).toEqual(["checkpoint", "config.json", "notes.txt", "samples"]);
  });
});

describe("writeAtomically", () => {
  it("replaces a file and leaves no temporary one", async () => {
    const folder = tempFolder();
    await writeAtomically(join(folder, "a"), "old");
    await writeAtomically(join(folder, "a"), Uint8Array.from([110, 101, 119]));
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("leaves the old file alone when the new one cannot be written", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "a"), "old");
    mkdirSync(join(folder, "a.tmp"));
    await expect(writeAtomically(join(folder, "a"), "new")).rejects.toThrow(/EISDIR/);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("old");
  });
});

describe("the folder of a new run", () => {
  it("may be missing, deep, or empty", async () => {
    const folder = tempFolder();
    for (const name of ["", "a", "b/c/d"]) await checkFreshFolder(join(folder, name));
    expect(readdirSync(folder)).toEqual([]);
    await makeRunFolder(join(folder, "b/c/d"), { isNew: true });
    expect(readdirSync(join(folder, "b/c/d")).toSorted()).toEqual(["checkpoint", "samples"]);
  });

  it("belongs to one run when two start together; a resumed run finds it made", async () => {
    const folder = join(tempFolder(), "run");
    await makeRunFolder(folder, { isNew: true });
    await expect(makeRunFolder(folder, { isNew: true })).rejects.toThrow(/in which another run has just started/);
    await makeRunFolder(folder, { isNew: false });
    expect(readdirSync(folder).toSorted()).toEqual(["checkpoint", "samples"]);
  });

  it("ends where a folder cannot be made", async () => {
    await expect(makeRunFolder("/proc/run", { isNew: true })).rejects.toThrow(
      /must be a folder that can be written.*\(E[A-Z]+\)/,
    );
  });
});
