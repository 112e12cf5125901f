import { startBackend } from "@lipschitz-gan/backend";
import { normCompositionTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { normCompositionMutants } from "../../mutants/norm-composition/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(normCompositionTable, normCompositionMutants);
