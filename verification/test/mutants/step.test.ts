import { startBackend } from "@lipschitz-gan/backend";
import { stepTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { stepMutants } from "../../mutants/step/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(stepTable, stepMutants);
