import { env } from "@tensorflow/tfjs-core";

/**
 * Whether this runs in Node, by TensorFlow.js' own flag.
 *
 * @internal
 */
export function isNode(): boolean {
  return env().getBool("IS_NODE");
}
