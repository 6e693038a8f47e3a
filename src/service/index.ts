/**
 * The language service, for editors and the kernel: pure functions of a source, an offset and the names that are there
 * already. Each answers for half-written and broken texts too, and never throws.
 */
export { complete } from "./complete.js";
export type { Completion, CompletionKind } from "./completion.js";
export { highlight, type Highlight, type HighlightKind } from "./highlight.js";
export { hover, type Hover } from "./hover.js";
export { quickFixes, type QuickFix } from "./quickFixes.js";
export { signature, type ParameterForm, type Signature } from "./signature.js";
