/**
 * Which execution runs now: followed through promises, timers and ticks; elsewhere it is the cell that runs, or the last
 * one. AsyncLocalStorage is not used, as Node 20 aborts when an execution is terminated while its hooks are on.
 */
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import { promiseHooks } from "node:v8";
import type { ExecutionId } from "../messages.js";

let here: ExecutionId = 0;
let base: ExecutionId = 0;

export function currentExecution(): ExecutionId {
  return here || base;
}

/** What nobody else can be found for belongs to this one from now on. */
export function enterExecution(execution: ExecutionId): void {
  base = execution;
  here = execution;
}

export function executionOf(promise: object): ExecutionId {
  return Stamp.of(promise) || base;
}

/** A call later on, for the execution that is now. */
export function bound<Args extends unknown[]>(
  callback: (...args: Args) => unknown,
): (this: unknown, ...args: Args) => void {
  const execution = currentExecution();
  return function (this: unknown, ...args: Args) {
    here = execution;
    Reflect.apply(callback, this, args);
    here = 0;
  };
}

/** A constructor that gives back what it is given. */
const Same = function (object: object) {
  return object;
} as unknown as new (object: object) => object;

/** Adds a private field to any object; ten times faster than a WeakMap, and nobody sees it. */
class Stamp extends Same {
  readonly #execution: ExecutionId;

  constructor(object: object, execution: ExecutionId) {
    super(object);
    this.#execution = execution;
  }

  static on(object: object, execution: ExecutionId): void {
    new Stamp(object, execution);
  }

  static of(object: object): ExecutionId {
    return #execution in object ? object.#execution : 0;
  }
}

type Callback = (...args: unknown[]) => unknown;

export function followExecutions(): void {
  promiseHooks.createHook({
    init: (promise) => Stamp.on(promise, here || base),
    before: (promise) => (here = Stamp.of(promise)),
    after: () => (here = 0),
  });
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    follow(timers, name);
    follow(globalThis, name);
  }
  follow(globalThis, "queueMicrotask");
  follow(process, "nextTick");
  syncBuiltinESMExports();
}

/** Replaces a function that takes a callback first. */
function follow(owner: object, name: string): void {
  const original = Reflect.get(owner, name) as Callback;
  const following = function (this: unknown, callback: unknown, ...args: unknown[]) {
    const called = typeof callback === "function" ? bound(callback as Callback) : callback;
    return Reflect.apply(original, this, [called, ...args]);
  };
  Object.defineProperties(following, Object.getOwnPropertyDescriptors(original));
  Reflect.set(owner, name, following);
}
