import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import * as fc from "fast-check";
import { beforeAll, describe, it } from "vitest";

import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";
import { rightToSecondOrder } from "./support/contract.ts";
import { pairs, unary } from "./support/entrywise-operations.ts";

describe("entrywise operations are right to second order", () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
    registerSecondOrderGradients();
  });

  it.each(unary)("$name", (operation) => {
    fc.assert(rightToSecondOrder(operation), { numRuns: 8 });
  });

  it.each(pairs)("$name of two tensors, one broadcast", (operation) => {
    fc.assert(rightToSecondOrder(operation), { numRuns: 8 });
  });
});
