import type { io } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { ModelDirectoryError } from "./model-directory-error.ts";
import { readRegularFile } from "./read-regular-file.ts";

const dtypes = ["float32", "int32", "bool", "complex64"] as const;
const weight = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.enum(dtypes),
  quantization: z.looseObject({ dtype: z.enum(["uint8", "uint16", "float16"]) }).optional(),
});
const group = z.looseObject({ paths: z.array(z.string().min(1)), weights: z.array(weight) });
const modelJson = z.looseObject({
  format: z.literal("layers-model").optional(),
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(group),
});

/**
 * Reads `model.json` and checks the parts that loading relies on: format, topology and weights manifest.
 *
 * @param file - path of the `model.json`
 * @returns its content
 * @throws ModelDirectoryError if the file is missing, no JSON, or no layers model
 */
export async function readModelJson(file: string): Promise<io.ModelJSON> {
  const text = await readText(file).catch((cause: unknown) => {
    const problem = `cannot be read (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new ModelDirectoryError(file, problem, "name a folder that saveModel or model.save wrote", { cause });
  });
  const parsed = modelJson.safeParse(parseJson(file, text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") ?? "";
    throw new ModelDirectoryError(
      file,
      `must be a TensorFlow.js layers model, but ${where === "" ? "the document" : where}: ${issue?.message}`,
      "save it with model.save, or convert with --output_format=tfjs_layers_model",
      { cause: parsed.error },
    );
  }
  return parsed.data as unknown as io.ModelJSON; // zod keeps the keys that it does not check, but not their types
}

async function readText(file: string): Promise<string> {
  return (await readRegularFile(file)).toString("utf8");
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = `must be JSON, received ${text.length} characters that are not (${(cause as Error).message})`;
    throw new ModelDirectoryError(file, problem, "save the model again", { cause });
  }
}
