import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const script = fileURLToPath(new URL("./support/resident-memory.mjs", import.meta.url));

it("a run stays within 60 MB of the memory that it took at step 50 until step 300", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  const [after50, after300] = JSON.parse(stdout) as [number, number];
  expect(after50).toBeGreaterThan(0);
  expect(after300 - after50).toBeLessThanOrEqual(60);
});
