import { startBackend } from "@lipschitz-gan/backend";
import * as metrics from "@lipschitz-gan/metrics";
import { beforeAll, describe } from "vitest";
import { metricTable } from "../../src/laws/metric/metric.ts";
import { describeTable } from "../support/describe-table.ts";

const lapack = metrics.loadLapack();
const frechetTable = { ...metricTable, laws: metricTable.laws.filter(({ name }) => name.startsWith("frechet-")) };

beforeAll(async () => {
  await startBackend("cpu");
});

describeTable(metricTable, "metrics", metrics);

describe.skipIf("reason" in lapack)("with LAPACK (needs koffi and a LAPACK)", () => {
  describeTable(frechetTable, "metrics", {
    ...metrics,
    frechetDistance: (a, b) => metrics.frechetDistance(a, b, "reason" in lapack ? {} : lapack),
  });
});
