import * as certificates from "@lipschitz-gan/certificates";
import type { ModelArtifacts } from "@lipschitz-gan/certificates";
import { type Mutant, mutantOf } from "../mutant.ts";
import { issuerTable } from "./tables.ts";

/** The model with a dropout, which does nothing, in the place of a layer that is not known. */
function withoutUnknown(artifacts: ModelArtifacts): ModelArtifacts {
  const text = JSON.stringify(artifacts.modelTopology);
  const known = text.replaceAll(
    /"class_name":"(?:Lambda|ScaledTanh|Masking)","config":\{/g,
    '"class_name":"Dropout","config":{"rate":0.5,',
  );
  return { ...artifacts, modelTopology: JSON.parse(known) as unknown };
}

export const unknownLayerCountedAsOne: Mutant = mutantOf({
  name: "unknown-layer-counted-as-one",
  bug: "A layer without a rule counts as 1 (gloro, with a printed warning).",
  table: issuerTable,
  subject: {
    ...certificates,
    certify: (artifacts, options) => certificates.certify(withoutUnknown(artifacts), options),
  },
});
