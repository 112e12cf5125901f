import { type BackendName, startBackend } from "@lipschitz-gan/backend";
import { gradientPenalty } from "@lipschitz-gan/regularizers";
import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import { beforeAll, describe } from "vitest";
import { writtenOut } from "../../mutants/gradient-penalty/written-out.ts";
import { describeTable } from "../support/describe-table.ts";

describe.each(["cpu", "wasm"] as const satisfies readonly BackendName[])("on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend, { threads: 1 });
  });

  describeTable(gradientPenaltyTable, "gradientPenalty", { make: gradientPenalty });
});

describe("another right version, whose ε runs from fake to real", () => {
  beforeAll(async () => {
    await startBackend("cpu");
  });

  describeTable(gradientPenaltyTable, "written out", writtenOut());
});
