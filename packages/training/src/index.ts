/**
 * Losses, optimizer, training loop as an async iterable, checkpoints.
 * @packageDocumentation
 */
export { adam, type AdamOptions } from "./adam.ts";
export { type BatchSource } from "./batch-source.ts";
export { type Checkpoint, CheckpointError, type SavedTensor } from "./checkpoint.ts";
export { type Augmentation } from "./classifier/augment-pictures.ts";
export { cosineDecay } from "./classifier/cosine-decay.ts";
export { type LabelledSource } from "./classifier/labelled-source.ts";
export { type ClassifierTraining, type EpochReport, trainClassifier } from "./classifier/train-classifier.ts";
export { decodeCheckpoint } from "./decode-checkpoint.ts";
export { encodeCheckpoint } from "./encode-checkpoint.ts";
export { latentBatch } from "./latent-batch.ts";
export { linearDecay } from "./linear-decay.ts";
export { type GanLoss, type LossName } from "./losses/gan-loss.ts";
export { hinge } from "./losses/hinge.ts";
export { leastSquares } from "./losses/least-squares.ts";
export { lossByName, lossNames } from "./losses/loss-by-name.ts";
export { minimax } from "./losses/minimax.ts";
export { nonSaturating } from "./losses/non-saturating.ts";
export { wasserstein } from "./losses/wasserstein.ts";
export { type Optimizer } from "./optimizer.ts";
export { spectralMonitor, type SpectralMonitor } from "./spectral-monitor.ts";
export { createTrainer, type StepReport, type Trainer } from "./trainer.ts";
export { type TrainerOptions } from "./trainer-options.ts";
