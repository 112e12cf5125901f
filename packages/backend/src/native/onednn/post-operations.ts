import { succeed, type Described } from "./dialect.ts";
import type { NativeFunction } from "./koffi.ts";
import type { Layout, PostOperation } from "./operation.ts";

/** How a version appends the kinds of post-operations. @internal */
export interface PostOperationCalls {
  readonly createAttributes: NativeFunction;
  readonly destroyAttributes: NativeFunction;
  readonly setPostOperations: NativeFunction;
  readonly createPostOperations: NativeFunction;
  readonly destroyPostOperations: NativeFunction;
  readonly append: (list: bigint, operation: PostOperation, describe: (layout: Layout) => Described) => unknown;
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
  const attributes = new BigUint64Array(1);
  const list = new BigUint64Array(1);
  succeed(calls.createAttributes(attributes), "attributes");
  succeed(calls.createPostOperations(list), "post-operations");
  const [attributesPointer = 0n] = attributes;
  const [listPointer = 0n] = list;
  try {
    for (const operation of operations) succeed(calls.append(listPointer, operation, describe), operation.kind);
    succeed(calls.setPostOperations(attributesPointer, listPointer), "post-operations");
  } finally {
    calls.destroyPostOperations(listPointer);
  }
  return { pointer: attributesPointer, free: () => calls.destroyAttributes(attributesPointer) };
}
