import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const script = fileURLToPath(new URL("../../examples/custom-constraint/check.mjs", import.meta.url));

it("the example passes the kit, and its broken twin fails with a case of two small kernels", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, "7", "40"]);
  expect(stdout).toMatch(/^max-norm keeps all \d+ laws\.$/m);
  expect(stdout).toMatch(/^broken-max-norm breaks .*constraint\/row-norm-always, as it should/m);
  const [, counterexample = ""] = stdout.split("✗ constraint/row-norm-always");
  expect(counterexample).toMatch(/case +critic: dense 1 -> \d, dense \d -> 1\n/);
});
