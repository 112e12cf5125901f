import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gradientPenalty } from "@lipschitz-gan/regularizers";
import { describe, expect, it } from "vitest";
import { describeConstraint } from "../../src/kit/describe-constraint.ts";

describeConstraint("gradientPenalty()", () => gradientPenalty(), { runs: 10 });

const run = promisify(execFile);
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const vitest = at("../../../node_modules/vitest/vitest.mjs");

/** The outcome of a run of Vitest with its defaults: no configuration, no globals. */
async function runVitest(root: string): Promise<{ code: number; output: string }> {
  // What this run tells its own workers is not for another one.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_OPTIONS)/.test(name)),
  );
  try {
    const { stdout, stderr } = await run(process.execPath, [vitest, "run", "--root", root], { env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }; // what execFile rejects with
    return { code, output: stdout + stderr };
  }
}

describe("describeConstraint", () => {
  it("is one test a law in a project of plain Vitest", async () => {
    const { code, output } = await runVitest(at("../../../examples/custom-constraint"));
    expect(output).toMatch(/Tests .*17 passed/);
    expect(code).toBe(0);
  });

  it("fails with the counterexample and its seed", async () => {
    const { code, output } = await runVitest(at("fixtures"));
    expect(code).toBe(1);
    expect(output).toMatch(/Tests .*[12] failed/);
    expect(output.replaceAll(/\s+/g, " ")).toMatch(/row-norm of \S+kernel, .* where at most 1 is promised/);
    expect(output).toMatch(/replay +--seed 7 --runs 30 --law constraint\/row-norm-always/);
  });

  it("and the package can be imported without Vitest, where it says what to use instead", async () => {
    const script = `
      import { checkConstraint, describeConstraint } from "@lipschitz-gan/verification";
      try { describeConstraint("x", () => null); } catch (error) { console.log(typeof checkConstraint, error.message); }`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: at("../..") });
    expect(stdout).toMatch(/^function describeConstraint: must be called in a test file .* use checkConstraint there/);
  });

  it("refuses bad options and names at once", () => {
    expect(() => describeConstraint("x", () => gradientPenalty(), { runs: 0 })).toThrow(
      /^describeConstraint: runs must/,
    );
    expect(() => describeConstraint("x", () => gradientPenalty(), { laws: ["no"] })).toThrow(/laws must be among/);
  });
});
