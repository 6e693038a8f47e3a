/**
 * What a layer is, as it could be written: `conv11-96/4 pad=0`, `conv3-64 (relu)`, `fc-10 linear`. An implied activation is in
 * brackets.
 */
import type { Activation, Layer, Operation, Padding, Pair, Pool } from "../network/network.js";
import { kindOf } from "../network/operations.js";
import { extent } from "../network/window.js";
import { formatPair } from "../network/wording.js";

export function stageText(layer: Layer): string {
  const { operation, batchNorm, activation, activationWritten } = layer;
  const after = activation ? activationText(activation) : activationWritten ? "linear" : "";
  return [
    operationText(operation, layer),
    batchNorm ? "bn" : "",
    after && !activationWritten ? `(${after})` : after,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** Without a ReLU, which goes without saying in a box. */
export function boxedStageText(layer: Layer): string {
  const isRelu = layer.activation?.name === "relu";
  return stageText(isRelu ? { ...layer, activation: null, activationWritten: false } : layer);
}

function operationText(operation: Operation, { inputs, outputShape }: Layer): string {
  switch (operation.kind) {
    case "conv":
    case "dwconv":
    case "deconv":
      return convolutionText(operation);
    case "maxpool":
    case "avgpool":
    case "minpool":
      return poolText(operation);
    case "fc":
      return `fc-${operation.units}`;
    case "activation":
      return activationText(operation.activation);
    case "dropout":
      return `dropout ${operation.rate}`;
    case "pad":
      return `pad ${paddingText(operation.padding, null).slice("pad=".length)}`;
    case "crop":
      return `crop ${outputShape.slice(0, 2).join("x")}`;
    case "upsample":
      return join(
        `upsample${formatPair(operation.factor)}`,
        operation.interpolation === "bilinear" ? "bilinear" : "",
      );
    case "zeropad":
      return "shortcut zeropad";
    case "add":
      return `sum of ${inputs.length}`;
    case "concat":
      return `join of ${inputs.length}`;
    default:
      return kindOf(operation);
  }
}

function poolText({ kind, kernelSize, strides, padding, ceil }: Pool): string {
  const stride = strides.join() === kernelSize.join() ? "" : `/${formatPair(strides)}`;
  const head = `${kind}${formatPair(kernelSize)}${stride}`;
  return join(head, paddingText(padding, [0, 0]), ceil ? "ceil" : "");
}

function convolutionText(
  operation: Extract<Operation, { kind: "conv" | "dwconv" | "deconv" }>,
): string {
  const { kind, kernelSize, strides, dilation, padding } = operation;
  const filters = kind === "dwconv" ? "" : `-${operation.filters}`;
  const groups = kind === "dwconv" ? 1 : operation.groups;
  const stride = isOne(strides) ? "" : `/${formatPair(strides)}`;
  const half = (axis: 0 | 1) => (extent(kernelSize[axis], dilation[axis]) - 1) / 2;
  return join(
    `${kind}${formatPair(kernelSize)}${filters}${stride}`,
    paddingText(padding, [half(0), half(1)]),
    isOne(dilation) ? "" : `dilate=${formatPair(dilation)}`,
    groups === 1 ? "" : `group=${groups}`,
    kind === "conv" && operation.maps ? "maps" : "",
  );
}

/** The real amounts, `pad=0+1` where the sides differ; nothing where they are as expected. */
function paddingText({ top, bottom, left, right }: Padding, usual: Pair | null): string {
  const asUsual =
    usual &&
    [top, bottom].every((n) => n === usual[0]) &&
    [left, right].every((n) => n === usual[1]);
  if (asUsual) return "";
  const side = (before: number, after: number) =>
    before === after ? String(before) : `${before}+${after}`;
  const [height, width] = [side(top, bottom), side(left, right)];
  return `pad=${height === width ? height : `${height}x${width}`}`;
}

function activationText({ name, alpha }: Activation): string {
  const usual = { leakyrelu: 0.01, elu: 1 } as Readonly<Record<string, number>>;
  return alpha === (usual[name] ?? 0) ? name : `${name} ${alpha}`;
}

function isOne([height, width]: Pair): boolean {
  return height === 1 && width === 1;
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
