import { describe, expect, it } from "vitest";
import { runCommand } from "../support/run-command.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { tiny } from "../support/tiny-run.ts";

const env = { LIPSCHITZ_GAN_ONEDNN: "/nowhere/libdnnl.so" };
const train = (...args: readonly string[]): ReturnType<typeof runCommand> =>
  runCommand(["train", ...tiny, "--steps", "1", "--out", "run", ...args], { cwd: tempFolder(), env });

/** koffi missing is told as well, and comes first. */
const REASON =
  /^startBackend: (?:no oneDNN that works here \(\/nowhere\/libdnnl\.so: .*|koffi is not installed; .*), or choose "wasm"$/u;

describe("train without oneDNN", () => {
  it("goes on with WASM, and says why in one line", async () => {
    const { code, stderr } = await train("--backend", "auto");
    expect(code).toBe(0);
    const lines = stderr.split("\n");
    expect(lines.filter((line) => REASON.test(line))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("oneDNN"))).toHaveLength(1);
    expect(lines.find((line) => line.startsWith("backend  "))).toMatch(/^backend {2}wasm \(.*; not .*native$/u);
  });

  it("says nothing of it where WASM was asked for", async () => {
    const { code, stderr } = await train("--backend", "wasm");
    expect(code).toBe(0);
    expect(stderr).not.toContain("oneDNN");
  });

  it("refuses with that line alone where native was asked for", async () => {
    const { code, stdout, stderr } = await train("--backend", "native");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/no oneDNN that works here|koffi is not installed/u),
    ]);
  });
});
