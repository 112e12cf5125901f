import { startBackend } from "@lipschitz-gan/backend";
import { powerIteration, singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { beforeAll, describe } from "vitest";
import { powerIterationTable } from "../../src/laws/power-iteration/power-iteration.ts";
import { describeTable } from "../support/describe-table.ts";

const functions = { startVector, powerIteration, singularValueEstimate };

describe.each(["cpu", "wasm"] as const)("on %s", (name) => {
  beforeAll(async () => {
    const backend = await startBackend(name, { threads: 1 });
    return () => backend.stop();
  });
  describeTable(powerIterationTable, "power iteration", functions);
});
