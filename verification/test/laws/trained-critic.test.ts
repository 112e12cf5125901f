import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findBackends } from "../../src/built-in/find-backends.ts";
import { trainedCriticChecks } from "../../src/built-in/trained-critic-checks.ts";

// The graphics processor in software that Debian's chromium brings, where there is no other.
const software = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (existsSync(software)) process.env["VK_ICD_FILENAMES"] ??= software;
process.env["NODEVICE_SELECT"] ??= "1"; // Mesa's layer writes to stderr

const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env["FC_RUNS"] ?? 30);
const { present, absent } = await findBackends();

describe.each(trainedCriticChecks(present).map((check) => [check.subject, check] as const))(
  `%s (seed ${seed})`,
  (_name, check) => {
    it.each(check.laws)("%s", async (law) => {
      const [report] = await check.run({ seed, runs, select: (name) => name === law });
      const { counterexample } = report ?? {};
      expect(counterexample && `${counterexample.failure}\n${counterexample.shown}`).toBeUndefined();
      expect(report?.holds).toBe(true);
    });
  },
);

describe("backends", () => {
  it.skipIf(absent.length > 0)(
    `are all here (no critics trained on ${absent.map(({ name, reason }) => `${name}: ${reason}`).join("; ")})`,
    () => {
      expect(absent).toEqual([]);
    },
  );

  it("of plain JavaScript and WASM are always there", () => {
    expect(present.map(({ name }) => name)).toEqual(expect.arrayContaining(["cpu", "wasm"]));
  });
});
