import { startBackend } from "@lipschitz-gan/backend";
import { stepTable, trainerStep } from "@lipschitz-gan/verification";
import { beforeAll, describe } from "vitest";
import { plainLoop } from "../../mutants/step/plain-loop.ts";
import { describeTable } from "../support/describe-table.ts";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend, { threads: 1 });
  });

  describeTable(stepTable, "createTrainer", trainerStep);
});

describe("another right loop", () => {
  beforeAll(async () => {
    await startBackend("cpu");
  });

  describeTable(stepTable, "plain loop", plainLoop());
});
