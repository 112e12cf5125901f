import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import * as fc from "fast-check";
import { beforeAll, describe, it } from "vitest";

import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";
import { rightToSecondOrder } from "./support/contract.ts";
import { reductions } from "./support/reductions.ts";

describe("reductions, normalisations and products are right to second order", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
    registerSecondOrderGradients();
  });

  it.each(reductions)("$name", (operation) => {
    fc.assert(rightToSecondOrder(operation), { numRuns: 8 });
  });
});
