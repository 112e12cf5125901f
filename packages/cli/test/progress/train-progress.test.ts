import { describe, expect, it } from "vitest";
import { duration } from "../../src/progress/duration.ts";
import { trainProgress } from "../../src/progress/train-progress.ts";

const report = { criticLoss: 1.5, generatorLoss: -0.25, sigma: {}, criticMs: 1, generatorMs: 1, stepMs: 2 };

describe("duration", () => {
  it("reads as people say it, and is never negative", () => {
    expect([0, 59.4, 59.6, 125, 3725, -3].map(duration)).toEqual([
      "0 s",
      "59 s",
      "1 min 00 s",
      "2 min 05 s",
      "1 h 02 min",
      "0 s",
    ]);
  });
});

describe("trainProgress", () => {
  it("speaks at the first and the last step and is quiet between, where there is no terminal", () => {
    const lines: string[] = [];
    const output = { result: () => {}, log: (line: string) => lines.push(line), interactive: false };
    const progress = trainProgress(output, { from: 0, to: 100 });
    for (let step = 1; step <= 100; step++) progress.step({ ...report, step }, 60);
    progress.stop();
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^step 1\/100 · \S+ steps\/s · .* left · loss: critic 1\.500, generator -0\.250$/);
    expect(lines[1]).toMatch(/^step 100\/100 · .* · 0 s left/);
  });
});
