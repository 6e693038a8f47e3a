/**
 * What the executor itself needs of the globals, taken before any cell runs: a cell may delete, replace or freeze them. Holds:
 * what was taken away is there again when the next cell begins; what was replaced is the user's.
 */
export const { stringify, parse } = JSON;

const original = Object.getOwnPropertyDescriptors(globalThis) as Readonly<
  Record<string, PropertyDescriptor>
>;
const names = Object.keys(original);
const { defineProperty, hasOwn } = Object;

export function restoreGlobals(): void {
  for (const name of names) {
    const descriptor = original[name];
    if (descriptor && !hasOwn(globalThis, name)) {
      try {
        defineProperty(globalThis, name, descriptor);
      } catch {
        return; // The global object has been frozen: nothing can be given back.
      }
    }
  }
}

/** A global that no cell can take away. */
export function defineFixed(name: string, value: unknown): void {
  defineProperty(globalThis, name, { value, enumerable: false });
}

/** A global that a cell may hide or replace. */
export function defineGlobal(name: string, value: unknown): void {
  const descriptor = { value, enumerable: false, configurable: true, writable: true };
  if (!original[name]) names.push(name);
  Object.assign(original, { [name]: descriptor });
  defineProperty(globalThis, name, descriptor);
}
