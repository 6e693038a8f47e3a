/** Whole pieces of text to begin from. */
import type { Proposal } from "./completion.js";

export const statementSnippets: readonly Proposal[] = [
  {
    label: "net … a small classifier",
    kind: "snippet",
    detail: "two rounds of convolution and pooling, then dense layers",
    insertText: [
      "net small = input 28x28x1",
      "  | conv3-32 bn | maxpool2",
      "  | conv3-64 bn | maxpool2",
      "  | fc-128 | dropout 0.5 | fc-10 | softmax",
      "",
    ].join("\n"),
  },
  {
    label: "block … a residual block",
    kind: "snippet",
    detail: "two convolutions beside a shortcut",
    insertText: [
      "block residual(c, s=1) =",
      "  [conv3-{c}/{s} bn | conv3-{c} bn + shortcut] | relu",
      "",
    ].join("\n"),
  },
];
