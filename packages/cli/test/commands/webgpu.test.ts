import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Certificate } from "@lipschitz-gan/certificates";
import { type Ended, runCommand } from "../support/run-command.ts";
import { hasGpu, NEEDS_GPU } from "../support/software-gpu.ts";
import { tempFolder } from "../support/temp-folder.ts";

const available = await hasGpu();
/** Up to six processes, each of which compiles its shaders anew. */
const PATIENCE = 180_000;
const TINY = "--dataset ring8 --width 0.0625 --batch-size 4 --evaluate-samples 16 --evaluate-every 0".split(" ");

function train(cwd: string, ...flags: readonly string[]): Promise<Ended> {
  return runCommand(["train", ...flags], { cwd });
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

function weights(run: string): readonly string[] {
  return ["critic", "generator"].map((model) => readFileSync(join(run, model, "group1-shard1of1.bin")).toString("hex"));
}

describe("on the software GPU", () => {
  it.skipIf(!available)(
    `trains, certifies, resumes byte for byte, and says where it goes on elsewhere ${NEEDS_GPU}`,
    async () => {
      const cwd = tempFolder();
      const both = ["--backend", "webgpu", "--constraint", "spectral-norm,gradient-penalty"];
      expect(await train(cwd, ...TINY, ...both, "--steps", "4", "--out", "whole")).toMatchObject({ code: 0 });
      expect(await train(cwd, ...TINY, ...both, "--steps", "2", "--out", "parts")).toMatchObject({ code: 0 });
      const resumed = await train(cwd, "--resume", "parts", "--steps", "4");
      expect(resumed).toMatchObject({ code: 0 });
      expect(resumed.stderr).not.toContain("moved");
      expect(weights(join(cwd, "parts"))).toEqual(weights(join(cwd, "whole")));
      const { backend } = json(join(cwd, "parts/environment.json")) as {
        backend: { name: string; threads: number; device: string };
      };
      expect(backend).toMatchObject({ name: "webgpu", threads: 1, device: expect.stringMatching(/\S/) });

      const { lower, upper } = json(join(cwd, "whole/certificate.json")) as Certificate;
      expect(lower).toBeGreaterThan(0);
      expect(upper).toBeGreaterThanOrEqual(lower);
      const valid = { code: 0, stdout: '{"valid":true}\n' };
      expect(await runCommand(["check", "whole/certificate.json", "whole", "--json"], { cwd })).toMatchObject(valid);

      const elsewhere = await train(cwd, "--resume", "parts", "--steps", "5", "--backend", "wasm");
      expect(elsewhere).toMatchObject({ code: 0 });
      expect(elsewhere.stderr).toContain(`\nmoved    wasm`);
      expect(elsewhere.stderr).toContain(` now, webgpu (${backend.device}) before: `);
      expect(json(join(cwd, "parts/config.json"))).toMatchObject({ backend: "wasm" });
    },
    PATIENCE,
  );

  it.skipIf(!available)(
    `keeps every layer below its share in mode certified ${NEEDS_GPU}`,
    async () => {
      const cwd = tempFolder();
      const mode = ["--backend", "webgpu", "--mode", "certified", "--k", "1", "--n-critic", "2"];
      expect(await train(cwd, ...TINY, ...mode, "--steps", "3", "--out", "run")).toMatchObject({ code: 0 });
      const { layers } = json(join(cwd, "run/certificate.json")) as Certificate;
      const kernels = layers.filter(({ kind }) => kind === "Dense");
      expect(kernels.length).toBe(4);
      // What a certificate proves of a layer is at most 1e-6 above its norm, which is at most 1 for k = 1.
      for (const { upper } of kernels) expect(upper).toBeLessThanOrEqual(1 + 1e-6);
      const checked = await runCommand(["check", "run/certificate.json", "run", "--json"], { cwd });
      expect(checked).toMatchObject({ code: 0, stdout: '{"valid":true}\n' });
    },
    PATIENCE,
  );

  // Every table holds there; these are the ones that WGSL's coarser functions, NaN and reading at once could break.
  it.skipIf(!available).each(["loss/", "power-iteration/", "spectral-norm, certified spectral-norm/"])(
    `holds the laws %s ${NEEDS_GPU}`,
    async (law) => {
      const args = ["verify", "--backend", "webgpu", "--law", law, "--runs", "3", "--json"];
      const { code, stdout } = await runCommand(args, { cwd: tempFolder() });
      const { backend, device, laws } = JSON.parse(stdout) as {
        backend: string;
        device: string;
        laws: readonly { readonly law: string; readonly holds: boolean; readonly counterexample?: unknown }[];
      };
      expect({ backend, device }).toEqual({ backend: "webgpu", device: expect.stringMatching(/\S/) });
      expect(laws.length).toBeGreaterThan(10);
      expect(laws.filter(({ holds }) => !holds)).toEqual([]);
      expect(code).toBe(0);
    },
    PATIENCE,
  );
});
