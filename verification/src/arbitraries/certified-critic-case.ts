import * as fc from "fast-check";
import type { EntrywiseActivation } from "../oracles/activation-oracle.ts";
import type { KernelValues } from "./certified-critic/kernel-values.ts";

/** What every layer with a kernel has. */
interface KernelStage {
  readonly values: KernelValues;
  readonly hasBias: boolean;
  /** The layer's own activation. */
  readonly activation: EntrywiseActivation;
}

/** The geometry of a window. */
interface WindowStage {
  /** Taps along each axis. */
  readonly window: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
}

/** A dense layer, on the last axis. */
export interface DenseStage extends KernelStage {
  readonly stage: "dense";
  readonly units: number;
}

/** A convolution of any kind; on a sample without spatial axes a dense layer. */
export interface ConvolutionStage extends KernelStage, WindowStage {
  readonly stage: "convolution" | "transposed" | "depthwise" | "separable";
  readonly filters: number;
  readonly dilation: number;
  /** Groups of a convolution, if they divide its channels; TensorFlow.js 4.22 has none. */
  readonly groups: number;
}

/** Pooling; left out on a sample without spatial axes. */
export interface PoolingStage extends WindowStage {
  readonly stage: "max pooling" | "average pooling";
}

/** Layers whose only setting is a small number, with an own meaning in each. */
export interface PlainStage {
  readonly stage:
    | "batch normalization"
    | "global average pooling"
    | "up-sampling"
    | "zero padding"
    | "cropping"
    | "flatten"
    | "reshape"
    | "permute"
    | "dropout"
    | "softmax"
    | "capped relu"
    | "PReLU";
  readonly amount: number;
}

/** An activation as a layer of its own. */
export interface ActivationStage {
  readonly stage: "activation";
  readonly activation: EntrywiseActivation;
}

/** A layer or a pair of layers that knows no graph. */
export type ChainStage = DenseStage | ConvolutionStage | PoolingStage | PlainStage | ActivationStage;

/** `x` and a branch of it, or two branches, that come together. */
export interface MergeStage {
  readonly stage: "sum" | "average" | "concatenation" | "maximum" | "minimum";
  /** Branches, shaped so that they fit; an empty one is x itself. */
  readonly branches: readonly (readonly ChainStage[])[];
}

/** A model within the model. */
export interface NestedStage {
  readonly stage: "nested";
  readonly isSequential: boolean;
  readonly body: readonly ChainStage[];
}

/** One dense layer or one convolution that is applied several times; its output has the shape of its input. */
export interface SharedStage {
  readonly stage: "shared";
  readonly times: number;
  readonly layer: DenseStage | ConvolutionStage;
}

/** A part of a critic. */
export type Stage = ChainStage | MergeStage | NestedStage | SharedStage;

/**
 * A critic of one input as small plain data. Parts that make no sense where they stand are changed to the nearest that do, or
 * left out.
 */
export interface CertifiedCriticCase {
  /** Shape of a sample: `[n]`, `[length, channels]` or `[height, width, channels]`. */
  readonly input: readonly number[];
  readonly stages: readonly Stage[];
  /** Whether a flatten and a dense layer to one score come last. */
  readonly hasHead: boolean;
  /** Of random entries. */
  readonly seed: number;
}

/** What critics are drawn. */
export interface CertifiedCriticOptions {
  /** Activations that occur; all unless given. */
  readonly activations?: readonly EntrywiseActivation[];
  /** Most parts; 4 unless given. */
  readonly maxStages?: number;
  /** Longest side of an image and of a vector; 5 unless given. */
  readonly maxSide?: number;
  /** Most channels and units; 4 unless given. */
  readonly maxChannels?: number;
  /** Whether all parts are linear maps, bar offsets; false unless given. */
  readonly isLinear?: boolean;
  /** Whether only dense layers and activations occur, on vectors; false unless given. */
  readonly isDense?: boolean;
  /** Whether the critic ends in one score: always, never, or sometimes; sometimes unless given. */
  readonly head?: "always" | "never" | "sometimes";
}

const ACTIVATIONS: readonly EntrywiseActivation[] = [
  "linear",
  "relu",
  "leakyReLU",
  "tanh",
  "relu6",
  "elu",
  "selu",
  "sigmoid",
  "hardSigmoid",
  "softplus",
  "softsign",
  "swish",
  "mish",
  "gelu",
  "gelu_new",
];

/**
 * Critics so small that the singular values of their layers, and of all of them together, are quick to find.
 *
 * @param options - what is drawn
 * @returns cases for `buildCertifiedCritic`
 */
export function certifiedCriticCase(options: CertifiedCriticOptions = {}): fc.Arbitrary<CertifiedCriticCase> {
  const { maxStages = 4, maxSide = 5, maxChannels = 4, isDense = false, head = "sometimes" } = options;
  const channels = fc.integer({ min: 1, max: maxChannels });
  const side = fc.integer({ min: 1, max: maxSide });
  const images = [fc.tuple(side, channels), fc.tuple(side, side, channels)];
  return fc.record({
    input: fc.oneof({ withCrossShrink: true }, fc.tuple(side), ...(isDense ? [] : images)),
    stages: fc.array(stage(options), { minLength: 1, maxLength: maxStages, size: "max" }),
    hasHead: head === "sometimes" ? fc.boolean() : fc.constant(head === "always"),
    seed: fc.nat(1e6),
  });
}

/** Any part. */
function stage(options: CertifiedCriticOptions): fc.Arbitrary<Stage> {
  const { isDense = false, isLinear = false } = options;
  const part = chainStage(options);
  const branch = fc.array(part, { maxLength: 2 });
  const merges = ["sum", "concatenation", "average", ...(isLinear ? [] : ["maximum", "minimum"])] as const;
  const layer = isDense ? denseStage(options) : fc.oneof(denseStage(options), convolutionStage(options));
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 8, arbitrary: part },
    {
      weight: 2,
      arbitrary: fc.record({
        stage: fc.constantFrom<MergeStage["stage"]>(...(merges as readonly MergeStage["stage"][])),
        branches: fc.array(branch, { minLength: 2, maxLength: 3 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        stage: fc.constant<"nested">("nested"),
        isSequential: fc.boolean(),
        body: fc.array(part, { minLength: 1, maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ stage: fc.constant<"shared">("shared"), times: fc.constantFrom(2, 3), layer }),
    },
  );
}

function chainStage(options: CertifiedCriticOptions): fc.Arbitrary<ChainStage> {
  const { isDense = false, isLinear = false } = options;
  const dense = { weight: 4, arbitrary: denseStage(options) };
  const activation = { weight: 3, arbitrary: activationStage(options) };
  if (isDense) return fc.oneof({ withCrossShrink: true }, dense, ...(isLinear ? [] : [activation]));
  const moves: PlainStage["stage"][] = [
    "batch normalization",
    "global average pooling",
    "up-sampling",
    "zero padding",
    "cropping",
    "flatten",
    "reshape",
    "permute",
    "dropout",
  ];
  const bends: PlainStage["stage"][] = ["softmax", "capped relu", "PReLU"];
  return fc.oneof(
    { withCrossShrink: true },
    dense,
    { weight: 6, arbitrary: convolutionStage(options) },
    { weight: 4, arbitrary: plainStage(moves) },
    {
      weight: 2,
      arbitrary: fc.record<PoolingStage>({
        stage: isLinear ? fc.constant("average pooling") : fc.constantFrom("average pooling", "max pooling"),
        ...windowStage(),
      }),
    },
    ...(isLinear ? [] : [activation, { weight: 1, arbitrary: plainStage(bends) }]),
  );
}

function plainStage(stages: readonly PlainStage["stage"][]): fc.Arbitrary<PlainStage> {
  return fc.record({ stage: fc.constantFrom(...stages), amount: fc.integer({ min: 1, max: 3 }) });
}

function activationStage({ activations = ACTIVATIONS }: CertifiedCriticOptions): fc.Arbitrary<ActivationStage> {
  return fc.record({ stage: fc.constant<"activation">("activation"), activation: fc.constantFrom(...activations) });
}

function denseStage(options: CertifiedCriticOptions): fc.Arbitrary<DenseStage> {
  const units = fc.integer({ min: 1, max: options.maxChannels ?? 4 });
  return fc.record({ stage: fc.constant<"dense">("dense"), units, ...kernelStage(options) });
}

function convolutionStage(options: CertifiedCriticOptions): fc.Arbitrary<ConvolutionStage> {
  return fc.record({
    stage: fc.constantFrom<ConvolutionStage["stage"]>("convolution", "convolution", "transposed", "depthwise", "separable"), // prettier-ignore
    filters: fc.integer({ min: 1, max: options.maxChannels ?? 4 }),
    ...windowStage(),
    dilation: fc.constantFrom(1, 1, 2),
    groups: fc.constantFrom(1, 1, 2),
    ...kernelStage(options),
  });
}

function windowStage(): {
  readonly window: fc.Arbitrary<number>;
  readonly stride: fc.Arbitrary<number>;
  readonly padding: fc.Arbitrary<"same" | "valid">;
} {
  return {
    window: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.constantFrom("same", "valid"),
  };
}

function kernelStage({ activations = ACTIVATIONS, isLinear = false }: CertifiedCriticOptions): {
  readonly values: fc.Arbitrary<KernelValues>;
  readonly hasBias: fc.Arbitrary<boolean>;
  readonly activation: fc.Arbitrary<EntrywiseActivation>;
} {
  const own = fc.constantFrom<EntrywiseActivation>("linear", "linear", ...activations);
  return { values: kernelValuesCase(), hasBias: fc.boolean(), activation: isLinear ? fc.constant("linear") : own };
}

/** Kernels of every profile and of sizes from 1e-3 to 1e3. */
export function kernelValuesCase(): fc.Arbitrary<KernelValues> {
  return fc.record({
    profile: fc.constantFrom<KernelValues["profile"]>(
      "integers",
      "normal",
      "normal",
      "orthogonal",
      "rank one",
      "ones",
      "one entry",
      "zero",
    ),
    scale: fc.constantFrom(1, 1, 1, 0.1, 1e-3, 1e3),
  });
}

/**
 * The classes of a case, for statistics.
 *
 * @param given - the case
 * @returns the rank of its samples, its parts, their kernels' profiles and sizes, and activations
 */
export function certifiedCriticLabels(given: CertifiedCriticCase): readonly string[] {
  const parts = chainStagesOf(given.stages);
  const ofParts = parts.flatMap(labelsOfPart);
  const graph = given.stages.filter((part) => "branches" in part || "body" in part || "layer" in part);
  const ofGraph = graph.map((part) => `graph: ${part.stage}`);
  return [...new Set([`axes of a sample: ${given.input.length}`, ...ofParts, ...ofGraph])];
}

function labelsOfPart(part: ChainStage): readonly string[] {
  const labels = [`part: ${part.stage}`];
  if ("values" in part) labels.push(`kernel: ${part.values.profile}`, `kernel's scale: ${part.values.scale}`);
  if ("activation" in part) labels.push(`activation: ${part.activation}`);
  if ("padding" in part) labels.push(`padding: ${part.padding}`, `stride: ${part.stride}`);
  if ("dilation" in part) labels.push(`dilation: ${part.dilation}`);
  return labels;
}

/** All parts that know no graph, also those within others. */
function chainStagesOf(stages: readonly Stage[]): readonly ChainStage[] {
  return stages.flatMap((part) => {
    if ("branches" in part) return part.branches.flat();
    if ("body" in part) return part.body;
    return "layer" in part ? [part.layer] : [part];
  });
}
