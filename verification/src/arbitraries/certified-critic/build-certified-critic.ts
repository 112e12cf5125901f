import type { ModelArtifacts, WeightSpec } from "@lipschitz-gan/certificates";
import { product } from "../../oracles/convolution-entries.ts";
import type { ReferenceNetwork } from "../../oracles/reference-network.ts";
import type {
  CertifiedCriticCase,
  ChainStage,
  ConvolutionStage,
  DenseStage,
  MergeStage,
  NestedStage,
  SharedStage,
  Stage,
} from "../certified-critic-case.ts";
import { activationPlan } from "./activation-plan.ts";
import { type Alteration, collected, CriticScope, type Flow, type LayerPlan } from "./critic-scope.ts";
import { convolutionPlan, densePlan, type KeepsShape } from "./kernel-plan.ts";
import { plainPlan, poolingPlan } from "./plain-plan.ts";

/** A critic as a model in memory, and as the oracles see it. */
export interface CertifiedCritic {
  readonly artifacts: ModelArtifacts;
  readonly network: ReferenceNetwork;
  /** Whether TensorFlow.js 4.22 computes all its layers: it has no groups, and no stride together with dilation. */
  readonly runsInTensorFlow: boolean;
}

/**
 * Builds the critic of a case, without TensorFlow.js: `model.json` and weights on the one hand, the operations that they
 * stand for by their definitions on the other.
 *
 * @param given - the case
 * @param alter - gives a weight other values; as they are unless given
 * @returns the same critic for the same case
 */
export function buildCertifiedCritic(
  given: CertifiedCriticCase,
  alter: Alteration = (_name, values) => values,
): CertifiedCritic {
  const all = collected(given, alter);
  const scope = new CriticScope(all, "");
  const input = scope.input(given.input, 0);
  const body = given.stages.reduce((flow, stage) => throughStage(scope, stage, flow), input);
  const isEmpty = all.operations.length === 0;
  const output = given.hasHead || isEmpty ? throughHead(scope, body) : body;
  const modelTopology = {
    class_name: "Model",
    config: scope.config("critic", input, output),
    keras_version: "tfjs-layers 4.22.0",
    backend: "tensor_flow.js",
  };
  return {
    artifacts: { modelTopology, ...joined(all.weights) },
    network: { inputShape: given.input, outputShape: output.shape, operations: all.operations },
    runsInTensorFlow: all.runsInTensorFlow,
  };
}

function joined(weights: readonly { readonly spec: WeightSpec; readonly values: Float32Array }[]): {
  readonly weightSpecs: readonly WeightSpec[];
  readonly weightData: ArrayBuffer;
} {
  const values = new Float32Array(weights.reduce((total, weight) => total + weight.values.length, 0));
  let offset = 0;
  for (const weight of weights) {
    values.set(weight.values, offset);
    offset += weight.values.length;
  }
  return { weightSpecs: weights.map(({ spec }) => spec), weightData: values.buffer };
}

function throughStage(scope: CriticScope, stage: Stage, flow: Flow): Flow {
  if ("branches" in stage) return throughMerge(scope, stage, flow);
  if ("body" in stage) return throughNested(scope, stage, flow);
  if ("layer" in stage) return throughShared(scope, stage, flow);
  return throughChainStage(scope, stage, flow);
}

/** A part that knows no graph; the flow itself where it makes no sense. */
function throughChainStage(scope: CriticScope, stage: ChainStage, flow: Flow, options: KeepsShape = {}): Flow {
  const name = scope.newName(stage.stage.replaceAll(/[ -]/g, "_"));
  const { weights } = scope.collected;
  // Its name is changed on loading, and then not known.
  if ("activation" in stage && stage.activation === "gelu_new") scope.collected.runsInTensorFlow = false;
  const before = weights.length;
  const plan = planOf(scope, name, stage, flow.shape, options);
  // Sizes would grow with every transposed convolution.
  if (plan !== null && product(plan.shape) <= scope.collected.largest) return scope.apply(name, plan, [flow]);
  weights.splice(before);
  return flow;
}

function planOf(
  scope: CriticScope,
  name: string,
  stage: ChainStage,
  shape: readonly number[],
  options: KeepsShape,
): LayerPlan | null {
  switch (stage.stage) {
    case "dense":
      return densePlan(scope, name, stage, shape, options);
    case "convolution":
    case "transposed":
    case "depthwise":
    case "separable":
      return kernelPlan(scope, name, stage, shape, options);
    case "max pooling":
    case "average pooling":
      return poolingPlan(stage, shape, options);
    case "activation":
      return activationPlan(stage.activation, shape);
    default:
      return plainPlan({ scope, name, shape }, stage, options);
  }
}

function kernelPlan(
  scope: CriticScope,
  name: string,
  stage: ConvolutionStage | DenseStage,
  shape: readonly number[],
  options: KeepsShape,
): LayerPlan {
  if (stage.stage === "dense") return densePlan(scope, name, stage, shape, options);
  if (shape.length > 1) return convolutionPlan(scope, name, stage, shape, options);
  return densePlan(scope, name, { ...stage, stage: "dense", units: stage.filters }, shape, options);
}

function throughMerge(scope: CriticScope, { stage, branches }: MergeStage, flow: Flow): Flow {
  const last = flow.shape.at(-1) ?? 1;
  const isJoin = stage === "concatenation";
  const shape = isJoin ? [...flow.shape.slice(0, -1), last * branches.length] : flow.shape;
  if (branches.length < 2 || product(shape) > scope.collected.largest) return flow;
  // Branches keep the shape, so that they fit whatever is in them.
  const flows = branches.map((branch) =>
    branch.reduce((from, part) => throughChainStage(scope, part, from, { keepsShape: true }), flow),
  );
  const className = CLASS_NAMES[stage];
  const action = { type: "merge", merge: stage, lengths: flows.map(() => last) } as const;
  const parts = [{ suffix: "", kind: className, action, outputs: product(shape) }];
  const config = isJoin ? { axis: -1 } : {};
  return scope.apply(scope.newName(stage), { className, config, shape, parts }, flows);
}

const CLASS_NAMES: Readonly<Record<MergeStage["stage"], string>> = {
  sum: "Add",
  average: "Average",
  concatenation: "Concatenate",
  maximum: "Maximum",
  minimum: "Minimum",
};

function throughNested(scope: CriticScope, { isSequential, body }: NestedStage, flow: Flow): Flow {
  const name = scope.newName("model");
  const inner = new CriticScope(scope.collected, `${scope.path}${name}/`);
  const input = inner.input(flow.shape, flow.operation);
  const output = body.reduce((from, part) => throughChainStage(inner, part, from), input);
  if (inner.layers.length < 2) return flow;
  if (isSequential) return scope.applyModel(name, "Sequential", inner.sequentialConfig(name), flow, output);
  return scope.applyModel(name, "Model", inner.config(name, input, output), flow, output);
}

function throughShared(scope: CriticScope, { times, layer }: SharedStage, flow: Flow): Flow {
  const name = scope.newName(`shared_${layer.stage}`);
  if (layer.activation === "gelu_new") scope.collected.runsInTensorFlow = false;
  const plan = kernelPlan(scope, name, layer, flow.shape, { keepsShape: true });
  return Array.from({ length: times }).reduce<Flow>((from) => scope.apply(name, plan, [from]), flow);
}

function throughHead(scope: CriticScope, flow: Flow): Flow {
  const isFlat = flow.shape.length === 1;
  const flat = isFlat ? flow : throughChainStage(scope, { stage: "flatten", amount: 1 }, flow);
  return throughChainStage(scope, HEAD, flat);
}

const HEAD: DenseStage = {
  stage: "dense",
  units: 1,
  values: { profile: "normal", scale: 1 },
  hasBias: true,
  activation: "linear",
};
