import { startBackend } from "@lipschitz-gan/backend";
import { trainedCriticTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { trainedCriticMutants } from "../../mutants/trained-critic/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(trainedCriticTable, trainedCriticMutants);
