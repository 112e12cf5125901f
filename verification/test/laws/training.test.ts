import { startBackend } from "@lipschitz-gan/backend";
import { trainedConstraints, trainingTable } from "@lipschitz-gan/verification";
import { beforeAll, describe } from "vitest";
import { describeTable } from "../support/describe-table.ts";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend, { threads: 1 });
  });

  for (const [name, subject] of Object.entries(trainedConstraints)) describeTable(trainingTable, name, subject);
});
