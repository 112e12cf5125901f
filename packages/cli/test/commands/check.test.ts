import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { bentModel, fiveModel } from "../support/model-files.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { tempFolder } from "../support/temp-folder.ts";

const folder = tempFolder();
const model = bentModel(join(folder, "m"));
const file = join(model, "certificate.json");
const given = join(folder, "given.json");

/** What check says of a certificate with this content. */
async function verdict(content: string | Uint8Array, against = model): Promise<{ code: number; reason?: string }> {
  writeFileSync(given, content);
  const { code, results, logs } = await runInProcess("check", given, against, "--json");
  expect(logs).toEqual([]);
  expect(results).toHaveLength(1);
  const { valid, reason, ...more } = JSON.parse(results[0] ?? "") as { valid: boolean; reason?: string };
  expect(more).toEqual({});
  expect(valid).toBe(code === 0);
  return { code, ...(reason !== undefined && { reason }) };
}

describe("check", () => {
  let text = "";

  beforeAll(async () => {
    await runInProcess("certify", model);
    text = readFileSync(file, "utf8");
  });

  it("says in two lines that a certificate is true", async () => {
    const { code, results } = await runInProcess("check", file, model);
    expect(code).toBe(0);
    expect(results).toEqual([
      `valid: ${file} is true of ${model}`,
      expect.stringMatching(/^\d\.\d+ <= Lipschitz constant <= \d\.\d+, Euclidean norm, 3 operations checked$/),
    ]);
  });

  it("takes a certificate that was written differently but says the same", async () => {
    expect(await verdict(JSON.stringify(JSON.parse(text)))).toEqual({ code: 0 });
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "certified!"],
    ["null", "null"],
    ["a list", "[]"],
    ["bytes", Uint8Array.from([0, 255, 254, 1])],
    ["JSON nested too deep", "[".repeat(100_000)],
    ["another document", '{"format":"something"}'],
  ])("refuses %s with a reason: exit 1", async (_, content) => {
    expect(await verdict(content)).toEqual({ code: 1, reason: expect.stringMatching(/^[^\n]+$/) as unknown });
  });

  it("refuses a certificate cut at any place", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(text.trimEnd().length - 1), async (length) => {
        expect((await verdict(text.slice(0, length))).code).toBe(1);
      }),
    );
  });

  it("refuses a claim that is a little better, and says so for people", async () => {
    const { upper } = JSON.parse(text) as { upper: number };
    writeFileSync(given, text.replaceAll(String(upper), String(upper * 0.999)));
    const { code, results } = await runInProcess("check", given, model);
    expect(code).toBe(1);
    expect(results).toEqual([expect.stringMatching(/^not valid: \S/)]);
  });

  it("refuses the certificate of another model, naming what differs", async () => {
    const other = bentModel(join(folder, "other"));
    const weights = join(other, "weights.bin");
    const bytes = readFileSync(weights);
    bytes.writeFloatLE(3.5, 8); // second/kernel
    writeFileSync(weights, bytes);
    expect(await verdict(text, other)).toEqual({
      code: 1,
      reason: expect.stringContaining("second/kernel") as unknown,
    });
    expect((await verdict(text, fiveModel(join(folder, "five")))).code).toBe(1);
  });
});
