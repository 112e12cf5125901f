import { startBackend } from "@lipschitz-gan/backend";
import { constraintTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { constraintMutants } from "../../mutants/constraint/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(constraintTable, constraintMutants);
