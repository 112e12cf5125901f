import type { ClassifierName } from "@lipschitz-gan/metrics";

/** How a classifier is trained when nothing is said. */
export interface ClassifierDefaults {
  /** Output channels of each convolution. */
  readonly widths: readonly number[];
  /** Times that every sample is seen. */
  readonly epochs: number;
  /** Samples a batch. */
  readonly batchSize: number;
  /** Adam's largest step size. */
  readonly learningRate: number;
  /** Pictures are moved by up to this many pixels. */
  readonly shift: number;
  /** Whether half of them are mirrored, which makes another digit of a digit. */
  readonly mirror: boolean;
}

/** The recipes of the classifiers that are shipped, sized for two cores: minutes for grey pictures, half an hour for photographs. */
export const classifierRecipes: Readonly<Record<ClassifierName, ClassifierDefaults>> = {
  mnist: { widths: [16, 32, 64, 128], epochs: 8, batchSize: 128, learningRate: 2e-3, shift: 2, mirror: false },
  "fashion-mnist": {
    widths: [16, 32, 64, 128],
    epochs: 10,
    batchSize: 128,
    learningRate: 3e-3,
    shift: 2,
    mirror: true,
  },
  cifar10: { widths: [32, 64, 128, 128], epochs: 16, batchSize: 128, learningRate: 2.5e-3, shift: 4, mirror: true },
};
