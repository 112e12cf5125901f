import type { ModelArtifacts } from "@lipschitz-gan/certificates";

/** A layer of a model, as its topology keeps it. */
export interface SavedLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
}

/**
 * All layers of a model, also those of models within it.
 *
 * @param artifacts - the model
 */
export function savedLayers({ modelTopology }: ModelArtifacts): readonly SavedLayer[] {
  return within(modelTopology as { readonly config: { readonly layers: readonly SavedLayer[] } }); // as built
}

function within({ config }: { readonly config: { readonly layers: readonly SavedLayer[] } }): readonly SavedLayer[] {
  return config.layers.flatMap((layer) => {
    const inner = layer.config["layers"];
    return Array.isArray(inner) ? within({ config: { layers: inner as SavedLayer[] } }) : [layer];
  });
}

/**
 * The layer that an operation belongs to.
 *
 * @param artifacts - the model
 * @param name - the operation's name: `model/conv#2:relu`
 */
export function layerOf(artifacts: ModelArtifacts, name: string): SavedLayer | undefined {
  const own = name.replace(/.*\//, "").replace(/[#:].*/, "");
  return savedLayers(artifacts).find(({ config }) => config.name === own);
}
