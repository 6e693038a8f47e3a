/** The predeclared names as a declaration file: each has the type that the package or the notebook gives it. */
import { apiNames, notebookNames } from "../predeclared.js";
import { sharedTypes } from "../known.js";
import { notebookTypes } from "./resolve.js";

const types = notebookTypes.replaceAll("\\", "/").replace(/\.d\.ts$/, ".js");

export const globals = [
  ...apiNames.map((name) => `declare const ${name}: typeof import("convscript").${name};`),
  ...notebookNames.map(
    (name) => `declare const ${name}: import("${types}").NotebookNames["${name}"];`,
  ),
  `declare namespace ${sharedTypes} {`,
  `  type Net = import("convscript").Net;`,
  `  type DataSet = import("convscript").DataSet;`,
  "}",
  "",
].join("\n");
