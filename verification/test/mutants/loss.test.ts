import { startBackend } from "@lipschitz-gan/backend";
import { lossTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { lossMutants } from "../../mutants/loss/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(lossTable, lossMutants);
