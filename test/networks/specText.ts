/** Writes a described network in the language, leaving out what the defaults say. */
import type { Convolution, NetworkSpec, Pair, Spec, Transposed } from "./spec.js";

export function textOfNetwork({ input, stages }: NetworkSpec): string {
  return `net drawn = ${[`input ${input.join("x")}`, ...stages.map(write)].join("\n  | ")}\n`;
}

function write(spec: Spec): string {
  switch (spec.op) {
    case "conv":
      return words(`conv${size(spec.kernel)}-${spec.filters}${stride(spec.stride)}`, ...unit(spec));
    case "dwconv":
      return words(`dwconv${size(spec.kernel)}${stride(spec.stride)}`, ...unit(spec));
    case "deconv":
      return words(
        `deconv${size(spec.kernel)}-${spec.filters}${stride(spec.stride)}`,
        option("outpad", spec.outpad, 0),
        ...unit(spec),
      );
    case "maxpool":
    case "avgpool":
    case "minpool":
      return words(
        `${spec.op}${size(spec.kernel)}`.concat(`/${size(spec.stride)}`),
        option("pad", spec.pad, 0),
        spec.ceil && "ceil",
      );
    case "fc":
      return words(`fc-${spec.units}`, !spec.bias && "nobias");
    case "dropout":
      return "dropout 0.5";
    case "pad":
      return words(`pad ${size(spec.pad)}`, spec.mode !== "zero" && `mode=${spec.mode}`);
    case "crop":
      return `crop ${size(spec.size)}`;
    case "upsample":
      return words(`upsample${size(spec.factor)}`, spec.bilinear && "bilinear");
    case "shortcut":
      return spec.zeropad ? "shortcut zeropad" : "shortcut";
    case "concat":
      return bracket(spec.branches, ", ");
    case "add":
      return bracket(spec.branches, " + ");
    default:
      return spec.op;
  }
}

function bracket(branches: readonly (readonly Spec[])[], separator: string): string {
  return `[${branches.map((branch) => branch.map(write).join(" | ")).join(separator)}]`;
}

function unit(spec: Convolution | Transposed): (string | false)[] {
  return [
    padding(spec),
    "mode" in spec && spec.mode !== "zero" && `mode=${spec.mode}`,
    option("dilate", spec.dilation, 1),
    spec.groups !== 1 && `group=${spec.groups}`,
    spec.bn && "bn",
    spec.bias === spec.bn && (spec.bias ? "bias" : "nobias"),
  ];
}

function padding({ pad, kernel, dilation }: Convolution | Transposed): string | false {
  if (pad === "same") return "pad=same";
  const implied = [0, 1].every((i) => {
    const k = kernel[i] ?? 0;
    return k % 2 === 1 && pad[i] === ((dilation[i] ?? 1) * (k - 1)) / 2;
  });
  return !implied && `pad=${size(pad)}`;
}

function option(name: string, pair: Pair, silent: number): string | false {
  return pair.some((n) => n !== silent) && `${name}=${size(pair)}`;
}

function size([height, width]: Pair): string {
  return height === width ? `${height}` : `${height}x${width}`;
}

function stride(pair: Pair): string {
  return pair.every((n) => n === 1) ? "" : `/${size(pair)}`;
}

function words(...parts: readonly (string | false)[]): string {
  return parts.filter(Boolean).join(" ");
}
