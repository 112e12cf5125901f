/**
 * Generators and critics of the SN-GAN paper as tf.LayersModel builders.
 * @packageDocumentation
 */
export { buildModels, modelNames, type BuildModelsOptions, type ModelName, type ModelPair } from "./build-models.ts";
export { cnnCritic } from "./cnn-critic.ts";
export { cnnGenerator, type CnnGeneratorOptions } from "./cnn-generator.ts";
export { type CnnOptions } from "./cnn-options.ts";
export { mlpCritic, type MlpCriticOptions } from "./mlp-critic.ts";
export { mlpGenerator, type MlpGeneratorOptions } from "./mlp-generator.ts";
