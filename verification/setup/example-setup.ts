import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach } from "vitest";

// The snippets in the documentation start from a running backend, as a reader's program would. They leave their results
// to the reader, so their tensors are freed here.
beforeEach(async () => {
  await startBackend("cpu");
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  tf.disposeVariables();
});
