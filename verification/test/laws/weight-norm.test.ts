import { startBackend } from "@lipschitz-gan/backend";
import { weightNorm } from "@lipschitz-gan/regularizers";
import { beforeAll } from "vitest";
import { weightNormTable } from "../../src/laws/weight-norm/weight-norm.ts";
import { describeTable } from "../support/describe-table.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeTable(weightNormTable, "weight-norm", { make: weightNorm });
