import {
  commonConstants,
  dataTypes,
  dimensions,
  succeed,
  type Constants,
  type Described,
  type Dialect,
} from "./dialect.ts";
import type { NativeArgument, NativeLibrary } from "./koffi.ts";
import type { Family, Layout, Operation, Parameter, PostOperation } from "./operation.ts";
import { Owned } from "./owned.ts";
import { describePostOperations, sharedPostOperationCalls } from "./post-operations.ts";
import { statusFunction } from "./symbols.ts";

const constants: Constants = {
  ...commonConstants,
  eltwise_relu: 32,
  eltwise_square: 35,
  eltwise_sqrt: 37,
  eltwise_linear: 38,
};

/** The parameters of `dnnl_<family>_primitive_desc_create` between the engine and the attributes. */
const families: Readonly<Record<Family, string>> = {
  convolution_forward: "iipppppppp",
  convolution_backward_data: "ipppppppp",
  convolution_backward_weights: "ippppppppp",
  matmul: "pppp",
  eltwise_forward: "iippff",
  eltwise_backward: "ipppffp",
  binary: "ippp",
  batch_normalization_forward: "ippfu",
  batch_normalization_backward: "ipppfup",
  pooling_forward: "iippppppp",
  pooling_backward: "ipppppppp",
};

const ANY = 1;

/** What the library does not hold. */
const unowned = (pointer: NativeArgument): Described => ({ pointer, free: () => {} });

/**
 * oneDNN 3.x: descriptions are objects of the library.
 *
 * @see https://github.com/oneapi-src/oneDNN/blob/v3.2/include/oneapi/dnnl/dnnl.h
 * @internal
 */
export function dialect3(library: NativeLibrary): Dialect {
  const call = (name: string, parameters: string) => statusFunction(library, name, parameters);
  const create = new Map(
    Object.entries(families).map(
      ([family, parameters]) => [family, call(`${family}_primitive_desc_create`, `pp${parameters}p`)] as const,
    ),
  );
  const layoutByStrides = call("memory_desc_create_with_strides", "pipip");
  const layoutByTag = call("memory_desc_create_with_tag", "pipii");
  const destroyLayout = call("memory_desc_destroy", "p");
  const destroyDescriptor = call("primitive_desc_destroy", "p");
  const appendSum = call("post_ops_append_sum", "pfii");
  const appendEltwise = call("post_ops_append_eltwise", "piff");
  const appendBinary = call("post_ops_append_binary", "pip");
  const postOperationCalls = {
    ...sharedPostOperationCalls(library),
    append: (list: bigint, operation: PostOperation): unknown => {
      if (operation.kind === "sum") return appendSum(list, operation.factor, 0, 0);
      if (operation.kind === "eltwise") {
        return appendEltwise(list, constants[operation.algorithm], operation.alpha, operation.beta);
      }
      const described = describeLayout(operation.layout);
      const status = appendBinary(list, constants[operation.algorithm], described.pointer);
      described.free();
      return status;
    },
  };

  const describeLayout = ({ dims, strides, type = "f32" }: Layout): Described => {
    const out = new BigUint64Array(1);
    const status =
      strides === undefined
        ? layoutByTag(out, dims.length, dimensions(dims), dataTypes[type], ANY)
        : layoutByStrides(out, dims.length, dimensions(dims), dataTypes[type], dimensions(strides));
    succeed(status, `layout ${dims.join("x")}`);
    const [pointer = 0n] = out;
    return { pointer, free: () => destroyLayout(pointer) };
  };

  const valueOf = (parameter: Parameter): Described => {
    if (parameter.kind === "constant") return unowned(constants[parameter.name]);
    if (parameter.kind === "sizes") return unowned(dimensions(parameter.sizes));
    if (parameter.kind !== "layout") return unowned(parameter.value);
    return parameter.layout === null ? unowned(null) : describeLayout(parameter.layout);
  };

  const describeOperation = (engine: bigint, operation: Operation): Described & { readonly pointer: bigint } => {
    const { family, parameters, forward, after = [] } = operation;
    const passing = new Owned();
    const descriptor = new BigUint64Array(1);
    try {
      const pointers = parameters.map((parameter) => passing.own(valueOf(parameter)));
      const attributes = passing.own(describePostOperations(postOperationCalls, after, describeLayout));
      if (forward !== undefined) pointers.push(passing.own(describeOperation(engine, forward)));
      succeed(create.get(family)?.(descriptor, engine, ...pointers, attributes), family);
    } finally {
      passing.dispose();
    }
    const [pointer = 0n] = descriptor;
    return { pointer, free: () => destroyDescriptor(pointer) };
  };

  return {
    describeLayout,
    describeOperation,
    postOperationArgument: (index) => 32_768 * (index + 1) + 2,
    scaleFlag: 0x2,
    shiftFlag: 0x4,
  };
}
