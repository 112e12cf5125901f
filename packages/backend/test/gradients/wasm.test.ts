import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import * as fc from "fast-check";
import { beforeAll, describe, it } from "vitest";

import { registerSecondOrderGradients } from "../../src/gradients/register-second-order-gradients.ts";
import { registerWasmTrainingKernels } from "../../src/wasm-kernels/register-wasm-training-kernels.ts";
import { rightToSecondOrder } from "./support/contract.ts";
import { pairs, unary } from "./support/entrywise-operations.ts";
import { rearrangements } from "./support/rearrangements.ts";
import { reductions } from "./support/reductions.ts";
import { convolutions } from "./support/spatial-operations.ts";

// With rounding mode "ceil" the forward kernel of WASM is wrong itself: it leaves windows out.
const overhanging = "avgPool with an overhanging window";
const operations = [...unary, ...pairs, ...reductions, ...rearrangements, ...convolutions];

describe("on WASM the same gradients are right to second order", () => {
  beforeAll(async () => {
    registerWasmTrainingKernels();
    await tf.setBackend("wasm");
    registerSecondOrderGradients();
  });

  it.each(operations.filter(({ name }) => name !== overhanging))("$name", (operation) => {
    fc.assert(rightToSecondOrder(operation), { numRuns: 1 });
  });
});
