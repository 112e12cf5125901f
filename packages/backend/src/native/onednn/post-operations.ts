import { made, type Described, succeed } from "./dialect.ts";
import type { NativeFunction, NativeLibrary } from "./koffi.ts";
import type { Layout, PostOperation } from "./operation.ts";
import { statusFunction } from "./symbols.ts";

/** Functions for post-operations that the versions share. */
interface SharedCalls {
  readonly createAttributes: NativeFunction;
  readonly destroyAttributes: NativeFunction;
  readonly setPostOperations: NativeFunction;
  readonly createPostOperations: NativeFunction;
  readonly destroyPostOperations: NativeFunction;
}

/** Those, and how a version appends the kinds of post-operations. @internal */
export interface PostOperationCalls extends SharedCalls {
  readonly append: (list: bigint, operation: PostOperation, describe: (layout: Layout) => Described) => unknown;
}

/** The functions that the versions share. @internal */
export function sharedPostOperationCalls(library: NativeLibrary): SharedCalls {
  return {
    createAttributes: statusFunction(library, "primitive_attr_create", "p"),
    destroyAttributes: statusFunction(library, "primitive_attr_destroy", "p"),
    setPostOperations: statusFunction(library, "primitive_attr_set_post_ops", "pp"),
    createPostOperations: statusFunction(library, "post_ops_create", "p"),
    destroyPostOperations: statusFunction(library, "post_ops_destroy", "p"),
  };
}

/**
 * Describes what is done to results before they are stored; null for nothing.
 *
 * @internal
 */
export function describePostOperations(
  calls: PostOperationCalls,
  operations: readonly PostOperation[],
  describe: (layout: Layout) => Described,
): Described {
  if (operations.length === 0) return { pointer: null, free: () => {} };
  const attributes = made(calls.createAttributes, "attributes");
  const free = (): unknown => calls.destroyAttributes(attributes);
  try {
    const list = made(calls.createPostOperations, "post-operations");
    try {
      for (const operation of operations) succeed(calls.append(list, operation, describe), operation.kind);
      succeed(calls.setPostOperations(attributes, list), "post-operations");
    } finally {
      calls.destroyPostOperations(list);
    }
  } catch (error) {
    free();
    throw error;
  }
  return { pointer: attributes, free };
}
