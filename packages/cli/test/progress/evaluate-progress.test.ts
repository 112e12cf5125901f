import { afterEach, describe, expect, it, vi } from "vitest";
import { evaluateProgress } from "../../src/progress/evaluate-progress.ts";

describe("evaluateProgress", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("names every part, and tells how far a long one is, where there is no terminal", () => {
    const clock = vi.spyOn(performance, "now").mockReturnValue(0);
    const lines: string[] = [];
    const output = { result: () => {}, log: (line: string) => lines.push(line), interactive: false };
    const progress = evaluateProgress(output);
    const first = progress.part("features of 100 real samples");
    first(10, 100);
    clock.mockReturnValue(20_000);
    first(50, 100);
    first(60, 100);
    clock.mockReturnValue(40_000);
    first(100, 100);
    progress.part("scores of 100 generated samples")(0, 3);
    progress.stop();
    expect(lines).toEqual([
      "now      features of 100 real samples",
      "now      features of 100 real samples: 50 of 100, 20 s left",
      "now      scores of 100 generated samples",
    ]);
  });
});
