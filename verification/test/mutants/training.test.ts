import { startBackend } from "@lipschitz-gan/backend";
import { trainingTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { trainingMutants } from "../../mutants/training/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(trainingTable, trainingMutants);
