import { readFile } from "node:fs/promises";
import { conformanceCaseNames, formatConformance } from "@lipschitz-gan/verification";
import { describe, expect, it } from "vitest";

const row = { case: "add", family: "pairs", order: "value", runs: 3, worst: 0.25, holds: true } as const;
const names = [
  { name: "add", family: "pairs" },
  { name: "pad", family: "rearrangements" },
];

describe("formatConformance", () => {
  it("tells the worst share, what is exact, wrong, not promised and not run", () => {
    const text = formatConformance(
      [
        { title: "cpu", about: "plain JavaScript", rows: [row, { ...row, order: "first", worst: 0.5 }] },
        {
          title: "wasm",
          about: "one thread",
          rows: [
            { ...row, worst: 3, holds: false },
            { ...row, case: "pad", family: "rearrangements", worst: 0 },
          ],
        },
        { title: "webgl", about: "none", rows: [{ ...row, runs: 0, worst: 0, skipped: "it is so" }] },
      ],
      names,
    );
    expect(text).toContain("| operations | cpu | wasm | webgl |");
    expect(text).toContain("| pairs | 0.50 | **wrong** | not promised |");
    expect(text).toContain("| rearrangements | – | exact | – |");
    expect(text).toContain("2 comparisons on 6 instances, all within what is allowed");
    expect(text).toContain("2 comparisons on 6 instances, all but 1 within what is allowed");
    expect(text).toContain("- webgl: add (it is so).");
    expect(text).toContain("### Pairs");
  });
});

describe("docs/conformance.md", () => {
  it("lists the cases of the suite, in their order", async () => {
    const text = await readFile(new URL("../../../docs/conformance.md", import.meta.url), "utf8");
    const [, table = ""] = text.split("## Case by case");
    const listed = table
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| case ") && !line.startsWith("| -"))
      .map((line) => line.split(" | ")[0]?.slice(2).trim());
    expect(listed).toEqual(conformanceCaseNames.map(({ name }) => name));
  });
});
