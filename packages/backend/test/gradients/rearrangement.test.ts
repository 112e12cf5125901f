import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import * as fc from "fast-check";
import { beforeAll, describe, it } from "vitest";

import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";
import { rightToSecondOrder } from "./support/contract.ts";
import { rearrangements } from "./support/rearrangements.ts";

describe("sums, copies and rearrangements are right to second order", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
    registerSecondOrderGradients();
  });

  it.each(rearrangements)("$name", (operation) => {
    fc.assert(rightToSecondOrder(operation), { numRuns: 3 });
  });
});
