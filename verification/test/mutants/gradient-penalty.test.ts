import { startBackend } from "@lipschitz-gan/backend";
import { gradientPenaltyTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { gradientPenaltyMutants } from "../../mutants/gradient-penalty/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(gradientPenaltyTable, gradientPenaltyMutants);
