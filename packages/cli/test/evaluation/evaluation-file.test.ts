import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkEvaluationFile } from "../../src/evaluation/evaluation-file.ts";

import { tempFolder } from "../support/temp-folder.ts";

describe("checkEvaluationFile", () => {
  const folder = tempFolder();
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it("lets a missing file, an empty one and an evaluation pass", async () => {
    await expect(checkEvaluationFile(join(folder, "missing.json"))).resolves.toBeUndefined();
    await expect(checkEvaluationFile(file("empty.json", ""))).resolves.toBeUndefined();
    const evaluation = JSON.stringify({ run: "run", step: 3, scores: [], spectra: [] });
    await expect(checkEvaluationFile(file("evaluation.json", evaluation))).resolves.toBeUndefined();
  });

  it("refuses what would be lost: other JSON, half an evaluation, a folder", async () => {
    mkdirSync(join(folder, "folder.json"));
    for (const path of [
      file("other.json", '{"mine":1}'),
      file("half.json", '{"run":"run","scores":['),
      file("null.json", "null"),
      join(folder, "folder.json"),
    ]) {
      await expect(checkEvaluationFile(path)).rejects.toThrow(
        /: must be missing or an evaluation to replace, received (?:something else|no file); move it away$/,
      );
    }
  });
});
