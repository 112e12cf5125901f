import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const script = fileURLToPath(new URL("../../examples/custom-gan/custom-gan.mjs", import.meta.url));

it("trains an own GAN through the public API alone, in under 60 lines", async () => {
  const source = readFileSync(script, "utf8");
  expect(source.trimEnd().split("\n").length).toBeLessThan(60);
  const imported = [...source.matchAll(/from "([^"]+)"/g)].map((match) => match[1]);
  expect(imported.every((name) => /^@(lipschitz-gan|tensorflow)\/[a-z-]+$/.test(name ?? ""))).toBe(true);

  const { stdout } = await promisify(execFile)(process.execPath, [script, "750"]);
  expect(stdout).toMatch(/^step 750: critic -?\d+\.\d+, penalty \d+\.\d+$/m);
  // Half way to where it settles; an untrained generator draws at radius 0.1 to 0.3.
  const radius = Number(/mean radius (\d+\.\d+)/.exec(stdout)?.[1]);
  expect(radius).toBeGreaterThan(0.6);
  expect(radius).toBeLessThan(1.4);
});
