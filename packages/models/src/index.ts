/**
 * Generators and critics of the SN-GAN paper as tf.LayersModel builders.
 * @packageDocumentation
 */
export {};
