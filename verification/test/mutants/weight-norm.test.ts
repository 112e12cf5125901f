import { startBackend } from "@lipschitz-gan/backend";
import { weightNormTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { weightNormMutants } from "../../mutants/weight-norm/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(weightNormTable, weightNormMutants);
