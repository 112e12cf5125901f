import { startBackend } from "@lipschitz-gan/backend";
import { weightClipping } from "@lipschitz-gan/regularizers";
import { beforeAll } from "vitest";
import { weightClippingTable } from "../../src/laws/weight-clipping/weight-clipping.ts";
import { describeTable } from "../support/describe-table.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeTable(weightClippingTable, "weight-clipping", { make: weightClipping });
