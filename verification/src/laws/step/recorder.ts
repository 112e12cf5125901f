import type { ConstrainedModel, ForwardPass, NamedVariables } from "@lipschitz-gan/core";
import type { GanLoss, Optimizer } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";

/** Which of the two networks. */
export type Side = "critic" | "generator";

/** Something that a run did, with the tensors that went through. */
export type StepEvent =
  | { readonly did: "update"; readonly side: Side }
  | {
      readonly did: "apply";
      readonly side: Side;
      readonly training: boolean;
      readonly input: Float32Array;
      readonly output: Float32Array;
      /** The W̄ of all constrained weights in this pass. */
      readonly weights: readonly Float32Array[];
    }
  | { readonly did: "penalty"; readonly side: Side; readonly weights: readonly Float32Array[] }
  | { readonly did: "loss"; readonly side: Side; readonly scores: readonly Float32Array[] }
  | {
      readonly did: "optimize";
      readonly side: Side;
      readonly gradients: Readonly<Record<string, Float32Array>>;
      /** Everything there is, just before the optimizer moves it. */
      readonly before: Snapshot;
    }
  | { readonly did: "project"; readonly side: Side };

/** All variables of both networks by `"critic/name"` and `"generator/name"`. */
export type Snapshot = Readonly<Record<string, Float32Array>>;

/** Writes down what a run does. */
export interface Recorder {
  /** The same model, which is written down. */
  model(side: Side, model: ConstrainedModel): ConstrainedModel;
  /** The same optimizer. */
  optimizer(side: Side, optimizer: Optimizer): Optimizer;
  /** The same loss. */
  loss(loss: GanLoss): GanLoss;
  /** For the penalty of a probe. */
  penalty(weights: readonly tf.Tensor[]): void;
  /** What has happened so far, in order; frees what was kept. */
  events(): Promise<readonly StepEvent[]>;
  /** All variables now. */
  snapshot(): Promise<Snapshot>;
  /** Frees what was kept. */
  dispose(): void;
}

/** An event whose tensors are still to be read: reading is asynchronous, a step is not. */
type Later = () => Promise<StepEvent>;

/** A recorder of one run. */
export function createRecorder(): Recorder {
  const kept: tf.Tensor[] = [];
  const events: Later[] = [];
  const models: Partial<Record<Side, ConstrainedModel>> = {};
  const keep = (x: tf.Tensor): tf.Tensor => {
    const copy = tf.keep(tf.clone(x));
    kept.push(copy);
    return copy;
  };
  const told = (event: StepEvent): void => void events.push(() => Promise.resolve(event));
  const now = (): Record<string, tf.Tensor> =>
    Object.fromEntries(
      Object.entries(models).flatMap(([side, model]) =>
        Object.entries(model.state()).map(([name, variable]) => [`${side}/${name}`, keep(copied(variable))] as const),
      ),
    );
  const dispose = (): void => {
    tf.dispose(kept.splice(0));
  };

  const applied = (side: Side, x: tf.Tensor, y: tf.Tensor, weights: readonly tf.Tensor[], training: boolean): void => {
    const [input, output, values] = [keep(x), keep(y), weights.map(keep)];
    events.push(async () => ({
      did: "apply",
      side,
      training,
      input: await read(input),
      output: await read(output),
      weights: await readAll(values),
    }));
  };

  return {
    model: (side, model) => {
      models[side] = model;
      const watchedPass = (pass: ForwardPass, training: boolean): ForwardPass => ({
        ...pass,
        apply: (x) => {
          const y = pass.apply(x);
          applied(side, x, y, model.weights.map(pass.weight), training);
          return y;
        },
      });
      const forward: ConstrainedModel["forward"] = (f, options) =>
        model.forward((pass) => f(watchedPass(pass, options?.training === true)), options);
      return {
        ...model,
        forward,
        apply: (x, options) => forward((pass) => pass.apply(x), options),
        update: () => {
          told({ did: "update", side });
          model.update();
        },
        project: () => {
          told({ did: "project", side });
          model.project();
        },
      };
    },
    optimizer: (side, optimizer) => ({
      ...optimizer,
      get step(): number {
        return optimizer.step;
      },
      apply: (gradients, variables, factor) => {
        const [before, copies] = [now(), mapped(gradients, keep)];
        events.push(async () => ({
          did: "optimize",
          side,
          gradients: await readNamed(copies),
          before: await readNamed(before),
        }));
        optimizer.apply(gradients, variables, factor);
      },
    }),
    loss: (loss) => ({
      ...loss,
      critic: (real, fake) => {
        const scores = [keep(real), keep(fake)];
        events.push(async () => ({ did: "loss", side: "critic", scores: await readAll(scores) }));
        return loss.critic(real, fake);
      },
      generator: (fake) => {
        const scores = [keep(fake)];
        events.push(async () => ({ did: "loss", side: "generator", scores: await readAll(scores) }));
        return loss.generator(fake);
      },
    }),
    penalty: (weights) => {
      const values = weights.map(keep);
      events.push(async () => ({ did: "penalty", side: "critic", weights: await readAll(values) }));
    },
    events: async () => {
      const done: StepEvent[] = [];
      for (const event of events.splice(0)) done.push(await event());
      dispose();
      return done;
    },
    snapshot: async () => readNamed(now()),
    dispose,
  };
}

/** A copy of its own: the clone of a variable shares its memory until the next assignment only. */
function copied(variable: tf.Variable): tf.Tensor {
  return tf.tidy(() => tf.clone(variable));
}

function mapped<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}

async function read(tensor: tf.Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data<"float32">());
}

async function readAll(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  const values: Float32Array[] = [];
  for (const tensor of tensors) values.push(await read(tensor));
  return values;
}

/**
 * Reads tensors by name.
 *
 * @param tensors - by name
 */
export async function readNamed(
  tensors: Readonly<Record<string, tf.Tensor>> | NamedVariables,
): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(tensors)) values[name] = await read(tensor);
  return values;
}
