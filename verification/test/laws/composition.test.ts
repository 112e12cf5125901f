import { startBackend } from "@lipschitz-gan/backend";
import { compose } from "@lipschitz-gan/core";
import { beforeAll } from "vitest";
import { compositionTable } from "../../src/laws/composition/composition.ts";
import { describeTable } from "../support/describe-table.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeTable(compositionTable, "composition", { compose });
