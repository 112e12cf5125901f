import { startBackend } from "@lipschitz-gan/backend";
import { linearMapTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { linearMapMutants } from "../../mutants/linear-map/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(linearMapTable, linearMapMutants);
