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
  eltwise_relu: 0x1f,
  eltwise_square: 0x4f,
  eltwise_sqrt: 0x6f,
  eltwise_linear: 0x7f,
};

/** The function that describes a family, without `dnnl_`, and its parameters after the description. */
const initialisers: Readonly<Record<Family, readonly [name: string, parameters: string]>> = {
  convolution_forward: ["dilated_convolution_forward_desc_init", "iipppppppp"],
  convolution_backward_data: ["dilated_convolution_backward_data_desc_init", "ippppppp"],
  convolution_backward_weights: ["dilated_convolution_backward_weights_desc_init", "ipppppppp"],
  matmul: ["matmul_desc_init", "pppp"],
  eltwise_forward: ["eltwise_forward_desc_init", "iipff"],
  eltwise_backward: ["eltwise_backward_desc_init", "ippff"],
  binary: ["binary_desc_init", "ippp"],
  batch_normalization_forward: ["batch_normalization_forward_desc_init", "ipfu"],
  batch_normalization_backward: ["batch_normalization_backward_desc_init", "ippfu"],
  pooling_forward: ["pooling_v2_forward_desc_init", "iippppppp"],
  pooling_backward: ["pooling_v2_backward_desc_init", "ippppppp"],
};

// Larger than any structure of 2.x: dnnl_memory_desc_t has 696 bytes in 2.6.3, dnnl_convolution_desc_t 5976.
const LAYOUT_BYTES = 1024;
const DESCRIPTION_BYTES = 16_384;
const ANY = 1;

/**
 * oneDNN 2.x: descriptions are structures in the caller's memory.
 *
 * @see https://github.com/oneapi-src/oneDNN/blob/v2.6.3/include/oneapi/dnnl/dnnl.h
 * @internal
 */
export function dialect2(library: NativeLibrary): Dialect {
  const call = (name: string, parameters: string) => statusFunction(library, name, parameters);
  const initialise = new Map(
    Object.entries(initialisers).map(([family, [name, parameters]]) => [family, call(name, `p${parameters}`)] as const),
  );
  const layoutByStrides = call("memory_desc_init_by_strides", "pipip");
  const layoutByTag = call("memory_desc_init_by_tag", "pipii");
  const createDescriptor = call("primitive_desc_create", "ppppp");
  const destroyDescriptor = call("primitive_desc_destroy", "p");
  const appendSum = call("post_ops_append_sum", "pf");
  const appendEltwise = call("post_ops_append_eltwise", "pfiff");
  const appendBinary = call("post_ops_append_binary", "pip");
  const postOperationCalls = {
    ...sharedPostOperationCalls(library),
    append: (list: bigint, operation: PostOperation): unknown => {
      if (operation.kind === "sum") return appendSum(list, operation.factor);
      if (operation.kind === "binary") {
        return appendBinary(list, constants[operation.algorithm], describeLayout(operation.layout).pointer);
      }
      return appendEltwise(list, 1, constants[operation.algorithm], operation.alpha, operation.beta);
    },
  };

  const describeLayout = ({ dims, strides, type = "f32" }: Layout): Described => {
    const pointer = new Uint8Array(LAYOUT_BYTES);
    const status =
      strides === undefined
        ? layoutByTag(pointer, dims.length, dimensions(dims), dataTypes[type], ANY)
        : layoutByStrides(pointer, dims.length, dimensions(dims), dataTypes[type], dimensions(strides));
    succeed(status, `layout ${dims.join("x")}`);
    return { pointer, free: () => {} };
  };

  const valueOf = (parameter: Parameter): NativeArgument => {
    if (parameter.kind === "constant") return constants[parameter.name];
    if (parameter.kind === "sizes") return dimensions(parameter.sizes);
    if (parameter.kind === "layout") return parameter.layout === null ? null : describeLayout(parameter.layout).pointer;
    return parameter.value;
  };

  const describeOperation = (engine: bigint, operation: Operation): Described & { readonly pointer: bigint } => {
    const { family, parameters, forward, after = [] } = operation;
    const passing = new Owned();
    const descriptor = new BigUint64Array(1);
    try {
      const values = parameters.filter((parameter) => !("since" in parameter)).map(valueOf);
      const attributes = passing.own(describePostOperations(postOperationCalls, after, describeLayout));
      const hint = forward === undefined ? null : passing.own(describeOperation(engine, forward));
      const description = new Uint8Array(DESCRIPTION_BYTES);
      succeed(initialise.get(family)?.(description, ...values), family);
      succeed(createDescriptor(descriptor, description, attributes, engine, hint), family);
    } finally {
      passing.dispose();
    }
    const [pointer = 0n] = descriptor;
    return { pointer, free: () => destroyDescriptor(pointer) };
  };

  return {
    describeLayout,
    describeOperation,
    postOperationArgument: (index) => 16_384 * (index + 1) + 2,
    scaleFlag: 0x8,
    shiftFlag: 0x10,
  };
}
