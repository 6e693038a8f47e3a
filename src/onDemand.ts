/** Packages that most cells never need, loaded when they are first used: 10 MB less in a kernel that begins. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const gifPackage = () => require("omggif") as typeof import("omggif");
export const jpegPackage = () => require("jpeg-js") as typeof import("jpeg-js");
export const pcaPackage = () => require("ml-pca") as typeof import("ml-pca");
export const pngPackage = () => require("pngjs") as typeof import("pngjs");
export const tsnePackage = () => require("@keckelt/tsne") as typeof import("@keckelt/tsne");
