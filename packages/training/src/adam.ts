import * as tf from "@tensorflow/tfjs-core";
import { DisposedError } from "@lipschitz-gan/core";
import {
  checkSameNames,
  checkShapes,
  copyOf,
  firstSuffix,
  pairMoments,
  secondSuffix,
  zeroMoments,
  type Moments,
} from "./internal/adam-moments.ts";
import { adamStep } from "./internal/adam-step.ts";
import type { Optimizer } from "./optimizer.ts";

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Step size α, > 0 and finite. */
  readonly learningRate: number;
  /** Decay β1 of the mean of the gradient, in `[0, 1)`; default 0.9. */
  readonly beta1?: number;
  /** Decay β2 of the mean of the squared gradient, in `[0, 1)`; default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment, > 0 and finite; default 1e-8. */
  readonly epsilon?: number;
}

/**
 * The Adam optimizer.
 *
 * With gradient g, at step t: `m ← β1 m + (1-β1) g`, `v ← β2 v + (1-β2) g²`,
 * `w ← w - α · m/(1-β1ᵗ) / (√(v/(1-β2ᵗ)) + ε)`. This is algorithm 1 with its ε, as in PyTorch, computed in the efficient
 * order of section 2's end: the bias corrections go into two numbers per step, computed in float64 from t, and
 * `ε̂ = ε√(1-β2ᵗ)` keeps the result that of algorithm 1. (TensorFlow's Adam takes the paper's ε̂ as a constant.)
 *
 * The state holds `m/(1-β1)` as `<name>/first-moment` and `v/(1-β2)` as `<name>/second-moment`, which saves two passes
 * over each tensor. Together with the step count it is all there is, so a restored optimizer goes on byte for byte.
 * A NaN gradient makes its entry of the variable NaN for good.
 *
 * @param options - step size, decays and epsilon
 * @returns the optimizer; the caller disposes it
 * @throws RangeError if an option is out of range
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs-core";
 * import { adam } from "@lipschitz-gan/training";
 *
 * const w = tf.variable(tf.scalar(1));
 * const optimizer = adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.9 });
 * optimizer.apply({ w: tf.scalar(20) }, { w });
 * w.dataSync()[0]; // => ~0.9
 * Object.keys(optimizer.state()); // => ["w/first-moment", "w/second-moment"]
 * optimizer.step; // => 1
 * optimizer.dispose();
 * ```
 * @see Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1 and section 2, https://arxiv.org/abs/1412.6980
 */
export function adam(options: AdamOptions): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  checkPositive("learningRate", learningRate);
  checkDecay("beta1", beta1);
  checkDecay("beta2", beta2);
  checkPositive("epsilon", epsilon);

  let moments = new Map<string, Moments>();
  let step = 0;
  let isDisposed = false;
  const checkAlive = (): void => {
    if (isDisposed) throw new DisposedError("adam");
  };
  const free = (): void => {
    for (const { first, second } of moments.values()) tf.dispose([first, second]);
  };

  const apply: Optimizer["apply"] = (gradients, variables, learningRateFactor = 1) => {
    checkAlive();
    if (!(learningRateFactor >= 0 && learningRateFactor < Infinity)) {
      throw new RangeError(`adam.apply: learningRateFactor must be >= 0 and finite, received ${learningRateFactor}`);
    }
    const names = Object.keys(gradients);
    checkSameNames("a variable", names, Object.keys(variables));
    if (moments.size > 0) checkSameNames("a moment of the steps before", names, [...moments.keys()]);
    for (const name of names) checkShapes(name, gradients, variables, moments.get(name));
    for (const name of names) if (!moments.has(name)) moments.set(name, zeroMoments(variables[name]?.shape ?? []));
    step += 1;
    // In units of the stored moments: w -= scale * first / (sqrt(second) + floor).
    const secondUnit = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
    const scale = ((learningRateFactor * learningRate * (1 - beta1)) / (1 - beta1 ** step)) * secondUnit;
    tf.tidy(() => {
      const move = adamStep({ beta1, beta2, scale, floor: epsilon * secondUnit });
      for (const [name, pair] of moments) {
        const gradient = gradients[name];
        const variable = variables[name];
        if (gradient === undefined || variable === undefined) continue; // cannot be: the names were compared above
        move(variable, gradient, pair);
      }
    });
  };

  const state: Optimizer["state"] = () => {
    checkAlive();
    return Object.fromEntries(
      [...moments].flatMap(([name, { first, second }]) => [
        [name + firstSuffix, first],
        [name + secondSuffix, second],
      ]),
    );
  };

  const restore: Optimizer["restore"] = (saved, savedStep) => {
    checkAlive();
    if (!(Number.isSafeInteger(savedStep) && savedStep >= 0)) {
      throw new RangeError(`adam.restore: step must be an integer >= 0, received ${savedStep}`);
    }
    const pairs = pairMoments(saved);
    free();
    moments = new Map(
      pairs.map(([name, first, second]) => [name, { first: copyOf(first), second: copyOf(second) }] as const),
    );
    step = savedStep;
  };

  const dispose = (): void => {
    if (isDisposed) return;
    isDisposed = true;
    free();
  };

  return {
    name: "adam",
    get step(): number {
      return step;
    },
    apply,
    state,
    restore,
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`adam: ${name} must be > 0 and finite, received ${value}`);
  }
}

function checkDecay(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`adam: ${name} must be in [0, 1), received ${value}`);
}
