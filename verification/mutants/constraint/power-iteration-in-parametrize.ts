import { powerIteration, singularValueEstimate, statelessBinding } from "@lipschitz-gan/core";
import { spectralNorm } from "@lipschitz-gan/regularizers";
import * as tf from "@tensorflow/tfjs-core";
import type { Mutant } from "../mutant.ts";
import { constraintMutant } from "./constraint-mutant.ts";

/** One round of power iteration a read, as PyTorch's first spectral_norm does in every forward pass in training. */
export const mutant: Mutant = constraintMutant(
  "power-iteration-in-parametrize",
  "u moves whenever a weight is read: PyTorch's spectral_norm (issues 13350, 62293), TensorFlow Addons (issue 2411), several GAN repositories in evaluation too.",
  () => {
    const right = spectralNorm();
    return {
      ...right,
      bind: (weights, rng) => {
        const bound = right.bind(weights, rng);
        return {
          ...statelessBinding({}),
          state: () => bound.state(),
          dispose: () => bound.dispose(),
          parametrize: (weight, value) => {
            const state = bound.state();
            const [u, v] = [state[`${weight.name}/u`]!, state[`${weight.name}/v`]!]; // as spectralNorm names them
            const blocks = weight.matrix!.toBlocks(value); // kernels only
            const next = powerIteration(blocks, { u, v });
            u.assign(next.u);
            v.assign(next.v);
            return tf.div(value, singularValueEstimate(blocks, next));
          },
        };
      },
    };
  },
);
