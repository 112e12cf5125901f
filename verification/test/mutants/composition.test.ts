import { startBackend } from "@lipschitz-gan/backend";
import { compositionTable } from "@lipschitz-gan/verification";
import { beforeAll } from "vitest";
import { compositionMutants } from "../../mutants/composition/index.ts";
import { describeMutants } from "./describe-mutants.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeMutants(compositionTable, compositionMutants);
