import type { RandomStream } from "@lipschitz-gan/core";
import {
  buildCertifiedCritic,
  type CertifiedCritic,
} from "../../../arbitraries/certified-critic/build-certified-critic.ts";
import type { CertifiedCriticCase, ChainStage, Stage } from "../../../arbitraries/certified-critic-case.ts";

/** A model that is not the one of a case, but near to it. */
export interface OtherModel {
  /** How it differs. */
  readonly what: string;
  readonly critic: CertifiedCritic;
}

/**
 * A model next to that of a case: one weight is another, or one setting of a layer.
 *
 * @param given - the case
 * @param random - which
 */
export function otherModel(given: CertifiedCriticCase, random: RandomStream): OtherModel {
  const kinds = [
    () => withOtherWeight(given, random),
    () => ({ what: "other random weights", critic: buildCertifiedCritic({ ...given, seed: given.seed + 1 }) }),
    () => ({ what: "a head more or less", critic: buildCertifiedCritic({ ...given, hasHead: !given.hasHead }) }),
    () => withOtherStage(given, random),
    () => ({
      what: "larger samples",
      critic: buildCertifiedCritic({ ...given, input: given.input.map((n) => n + 1) }),
    }),
  ];
  return kinds[random.int(kinds.length)]?.() ?? withOtherWeight(given, random);
}

function withOtherWeight(given: CertifiedCriticCase, random: RandomStream): OtherModel {
  const { weightSpecs } = buildCertifiedCritic(given).artifacts;
  const chosen = weightSpecs[random.int(Math.max(1, weightSpecs.length))]?.name ?? "";
  const factor = [0, -1, 2, 1 + 2 ** -20, 1 - 2 ** -10, 1e3][random.int(6)] ?? 0;
  const critic = buildCertifiedCritic(given, (name, values) => {
    const at = random.int(values.length);
    return name === chosen ? values.map((x, i) => (i === at ? x * factor : x)) : values;
  });
  return { what: `a weight of ${chosen} times ${factor}`, critic };
}

function withOtherStage(given: CertifiedCriticCase, random: RandomStream): OtherModel {
  const at = random.int(given.stages.length);
  const stages = given.stages.map((stage, i) => (i === at ? changed(stage, random) : stage));
  return { what: `another setting of part ${at}`, critic: buildCertifiedCritic({ ...given, stages }) };
}

function changed(stage: Stage, random: RandomStream): Stage {
  if ("branches" in stage) {
    return { ...stage, branches: stage.branches.map((branch) => branch.map((part) => changedPart(part, random))) };
  }
  if ("body" in stage) return { ...stage, body: stage.body.map((part) => changedPart(part, random)) };
  if ("layer" in stage) return { ...stage, times: stage.times + 1 };
  return changedPart(stage, random);
}

function changedPart(part: ChainStage, random: RandomStream): ChainStage {
  if ("window" in part) {
    const kinds = [
      { ...part, stride: part.stride + 1 },
      { ...part, window: part.window + 1 },
      { ...part, padding: part.padding === "same" ? ("valid" as const) : ("same" as const) },
      ..."dilation" in part ? [{ ...part, dilation: part.dilation + 1 }] : [], // prettier-ignore
    ];
    return kinds[random.int(kinds.length)] ?? part;
  }
  if ("amount" in part) return { ...part, amount: part.amount + 1 };
  return { ...part, activation: part.activation === "selu" ? "relu" : "selu" };
}
