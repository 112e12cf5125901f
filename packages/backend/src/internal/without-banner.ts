import { env } from "@tensorflow/tfjs-core";

/**
 * Runs `body` with TensorFlow.js' greetings ("Hi, looks like you are running TensorFlow.js in Node.js …") switched off.
 *
 * They go through `backend_util.warn`, which the flag `IS_TEST` silences; errors are not affected, and the flag is
 * back as it was afterwards.
 *
 * @internal
 */
export async function withoutBanner<T>(body: () => T | Promise<T>): Promise<T> {
  const before = env().getBool("IS_TEST");
  env().set("IS_TEST", true);
  try {
    return await body();
  } finally {
    env().set("IS_TEST", before);
  }
}
