import { startBackend } from "@lipschitz-gan/backend";
import { networkBound, operatorNormBracket } from "@lipschitz-gan/core";
import { spectralMonitor } from "@lipschitz-gan/training";
import { beforeAll } from "vitest";
import { trainedCriticTable } from "../../src/laws/trained-critic/trained-critic.ts";
import { describeTable } from "../support/describe-table.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describeTable(trainedCriticTable, "critics trained on cpu", { spectralMonitor, operatorNormBracket, networkBound });
