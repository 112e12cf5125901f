import { startBackend } from "@lipschitz-gan/backend";
import { weightClippingTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { weightClippingMutants } from "../../mutants/weight-clipping/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(weightClippingTable, weightClippingMutants);
