import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCommand } from "../support/run-command.ts";
import { tempFolder } from "../support/temp-folder.ts";

const cwd = tempFolder();
const example = (name: string): string =>
  fileURLToPath(new URL(`../../../../examples/custom-constraint/${name}`, import.meta.url));

/** What `--json` prints of a law, at least. */
interface PrintedLaw {
  readonly subject: string;
  readonly law: string;
  readonly runs: number;
  readonly worst: number;
  readonly allowed: number;
  readonly holds: boolean;
  readonly counterexample?: { readonly shown: string; readonly failure: string; readonly seed: number };
}

interface Printed {
  readonly seed: number;
  readonly runs: number;
  readonly backend: string;
  readonly laws: readonly PrintedLaw[];
}

const parsed = (stdout: string): Printed => JSON.parse(stdout) as Printed;
/** Without the time that each law took. */
const comparable = (stdout: string): unknown => JSON.parse(stdout.replaceAll(/"seconds":[\d.e-]+/g, '"seconds":0'));

describe("verify", () => {
  it("prints a table of laws that hold, and says on which seed", async () => {
    const { code, stdout, stderr } = await runCommand(
      ["verify", "--law", "linear-map/", "--runs", "10", "--seed", "3"],
      {
        cwd,
      },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^layers as linear maps +runs +worst +allowed +ratio\n/);
    expect(stdout.match(/✓ linear-map\/[a-z-]+ +10 /g)).toHaveLength(4);
    expect(stderr).toMatch(/all 4 laws hold \(seed 3\)\n$/);
  });

  it("prints one JSON document of what the contract says, the same for the same seed", async () => {
    const args = ["verify", "--law", "window-overlap", "--runs", "20", "--seed", "5", "--backend", "wasm", "--json"];
    const [one, other] = [await runCommand(args, { cwd }), await runCommand(args, { cwd })];
    expect(one.code).toBe(0);
    const { seed, runs, backend, laws } = parsed(one.stdout);
    expect({ seed, runs, backend }).toEqual({ seed: 5, runs: 20, backend: "wasm" });
    expect(laws).toMatchObject([
      { law: "norm-composition/window-overlap", runs: 20, worst: 0, allowed: 0, holds: true, statistics: {} },
    ]);
    expect(comparable(other.stdout)).toEqual(comparable(one.stdout));
  });

  it("scales the cases with --runs, and prints their classes with --statistics", async () => {
    const args = ["verify", "--law", "window-overlap", "--runs", "50", "--seed", "5", "--statistics"];
    const { stdout } = await runCommand(args, { cwd });
    expect(stdout).toMatch(/norm-composition\/window-overlap +50 /);
    expect(stdout).toMatch(/norm-composition\/window-overlap, 50 cases\n +(stride|dilation): /);
  });

  it("passes an own constraint in plain JavaScript that keeps its promises", async () => {
    const args = ["verify", "--constraint", example("max-norm.mjs"), "--runs", "20", "--seed", "1", "--json"];
    const { code, stdout } = await runCommand(args, { cwd });
    expect(code).toBe(0);
    const { laws } = parsed(stdout);
    expect(laws.map(({ law }) => law)).toContain("constraint/row-norm-always");
    expect(laws.every(({ subject, holds }) => subject === "max-norm" && holds)).toBe(true);
  });

  it("fails its broken twin with a small counterexample, and the same one again for the same seed", async () => {
    const args = ["verify", "--constraint", example("broken.mjs"), "--runs", "60", "--seed", "4", "--json"];
    const { code, stdout } = await runCommand(args, { cwd });
    expect(code).toBe(1);
    const broken = parsed(stdout).laws.filter(({ holds }) => !holds);
    expect(broken.map(({ law }) => law)).toContain("constraint/row-norm-always");
    const { shown = "" } = broken.find(({ law }) => law === "constraint/row-norm-always")?.counterexample ?? {};
    // Two kernels of at most four entries each, of whole numbers.
    expect(shown.split("\n").length).toBeLessThanOrEqual(8);
    expect(shown).toMatch(/score\/kernel \[\d, \d\] = \[/);
    const again = await runCommand([...args, "--law", "row-norm-always"], { cwd });
    const [law] = parsed(again.stdout).laws;
    expect(law?.counterexample?.shown).toBe(shown);
  });

  it("takes the constraint itself in place of a function, and survives one that throws in a law", async () => {
    const own = join(cwd, "own.mjs");
    writeFileSync(
      own,
      `export const constraint = {
        name: "thrower",
        guarantee: { statement: "It promises nothing.", promises: [] },
        bind: () => ({
          parametrize: (weight) => { if (weight.shape.length > 2) throw new Error("no images"); return weight.variable; },
          state: () => ({}), dispose: () => {}, [Symbol.dispose]: () => {},
        }),
      };`,
    );
    const { code, stdout, stderr } = await runCommand(["verify", "--constraint", own, "--runs", "20"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ constraint\//);
    expect(`${stdout}${stderr}`).not.toMatch(/\n\s+at /);
  });
});
