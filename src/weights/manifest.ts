/**
 * What travels with the weights: where they come from and how an image becomes their input. It is the `__metadata__` of a
 * safetensors file, a table of texts; files of others have none of ours.
 */
import type { Preprocessing } from "../data/dataSet.js";
import { isPreprocessing } from "../data/normalize.js";

export interface Manifest {
  readonly network: string;
  /** Names of the outputs; null where the network has not been trained on classes. */
  readonly classNames: readonly string[] | null;
  readonly preprocessing: Preprocessing | null;
}

/** Kernels are height x width x in x out, dense layers in x out with the flatten order height, width, channels. */
export const layout = "HWIO";

export function formatManifest(manifest: Manifest): Readonly<Record<string, string>> {
  const { network, classNames, preprocessing } = manifest;
  return {
    format: "convscript",
    version: "1",
    network,
    layout,
    ...(classNames ? { classNames: JSON.stringify(classNames) } : {}),
    ...(preprocessing ? { preprocessing: JSON.stringify(preprocessing) } : {}),
  };
}

/** What is not ours, or not as we write it, is left out. */
export function readManifest(metadata: ReadonlyMap<string, string>): Manifest | null {
  if (metadata.get("format") !== "convscript") return null;
  const names = parsed(metadata.get("classNames"));
  const preprocessing = parsed(metadata.get("preprocessing"));
  return {
    network: metadata.get("network") ?? "",
    classNames: isTexts(names) ? names : null,
    preprocessing: isPreprocessing(preprocessing) ? preprocessing : null,
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null") as unknown;
  } catch {
    return null;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
