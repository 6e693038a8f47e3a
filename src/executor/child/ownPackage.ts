/** `convscript` as files get it that cells import: what the package exports, with the functions that the executor has wrapped. */
import type * as api from "../../index.js";
import { ownFunctions } from "./ownFunctions.js";

const own = Reflect.get(globalThis, ownFunctions) as typeof api;

export * from "../../index.js";
export const { train, trainEvents, test, predict, show } = own;
