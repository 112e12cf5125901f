import { startBackend } from "@lipschitz-gan/backend";
import { lossByName, lossNames } from "@lipschitz-gan/training";
import { beforeAll } from "vitest";
import { lossTable } from "../../src/laws/loss/loss.ts";
import { describeTable } from "../support/describe-table.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

for (const name of lossNames) describeTable(lossTable, name, { name, loss: lossByName(name) });
