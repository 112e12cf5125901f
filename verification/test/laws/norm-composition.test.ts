import { startBackend } from "@lipschitz-gan/backend";
import * as certificates from "@lipschitz-gan/certificates";
import * as core from "@lipschitz-gan/core";
import { beforeAll } from "vitest";
import { normCompositionTable } from "../../src/laws/norm-composition/norm-composition.ts";
import { describeTable } from "../support/describe-table.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeTable(normCompositionTable, "norms", { ...certificates, ...core });
