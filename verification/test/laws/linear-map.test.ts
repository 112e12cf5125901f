import { startBackend } from "@lipschitz-gan/backend";
import { layerMap } from "@lipschitz-gan/core";
import { beforeAll, describe } from "vitest";
import { linearMapTable } from "../../src/laws/linear-map/linear-map.ts";
import { describeTable } from "../support/describe-table.ts";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(async () => {
    await startBackend(backend, { threads: 1 });
  });

  describeTable(linearMapTable, "layers of tf.layers", { layerMap });
});
