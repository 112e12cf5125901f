import { join } from "node:path";
import type * as certificates from "@lipschitz-gan/certificates";
import { describe, expect, it, vi } from "vitest";
import { fiveModel } from "../support/model-files.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { listing, tempFolder } from "../support/temp-folder.ts";

// A checker that accepts nothing.
vi.mock("@lipschitz-gan/certificates", async (original) => ({
  ...(await original<typeof certificates>()),
  checkCertificate: () => Promise.resolve({ valid: false, reason: "layer score: upper must be at least 5" }),
}));

describe("issueCertificate", () => {
  it("lets nothing out that the checker refuses: exit 1, nothing written", async () => {
    const model = fiveModel(join(tempFolder(), "m"));
    const before = listing(model);
    const { code, results, logs } = await runInProcess("certify", model);
    expect(code).toBe(1);
    expect(results).toEqual([]);
    expect(logs.at(-1)).toMatch(
      /^lipschitz-gan: certify: the checker must accept .*"layer score: upper must be at least 5"/,
    );
    expect(listing(model)).toEqual(before);
  });
});
