import { startBackend } from "@lipschitz-gan/backend";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import { beforeAll, describe } from "vitest";
import { spectralNormTable } from "../../src/laws/spectral-norm/spectral-norm.ts";
import { describeTable } from "../support/describe-table.ts";

describe.each(["cpu", "wasm"] as const)("on %s", (name) => {
  beforeAll(async () => {
    const backend = await startBackend(name, { threads: 1 });
    return () => backend.stop();
  });
  describeTable(spectralNormTable, "spectral norm", { make: spectralNorm });
  for (const mode of ["operator", "certified"] as const) {
    describeTable(spectralNormTable, mode, { make: (options) => spectralNorm({ ...options, mode }), mode });
  }
});
