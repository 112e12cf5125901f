import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { startBackend } from "../../src/index.ts";
import { ownRequire } from "../../src/internal/package-loader.ts";
import { rightToSecondOrder } from "../gradients/support/contract.ts";
import { pairs, unary } from "../gradients/support/entrywise-operations.ts";
import { rearrangements } from "../gradients/support/rearrangements.ts";
import { reductions } from "../gradients/support/reductions.ts";
import { convolutions } from "../gradients/support/spatial-operations.ts";

const operations = [...unary, ...pairs, ...reductions, ...rearrangements, ...convolutions];

function isInstalled(): boolean {
  try {
    ownRequire().resolve("@tensorflow/tfjs-node");
    return true;
  } catch {
    return false;
  }
}

// NODE_PATH may name the folder that it is installed in.
describe.skipIf(!isInstalled())(
  "on libtensorflow (needs @tensorflow/tfjs-node) gradients are right to second order",
  () => {
    beforeAll(async () => {
      await startBackend("node");
    });

    it("runs on libtensorflow", () => {
      expect(tf.getBackend()).toBe("tensorflow");
    });

    it.each(operations)("$name", (operation) => {
      fc.assert(rightToSecondOrder(operation), { numRuns: 1 });
    });
  },
);
