/** Numbers whose count is not known before the last has come. */
export interface Growing {
  readonly add: (value: number) => void;
  /** All of them; nothing is added afterwards. */
  readonly whole: () => Float32Array;
}

export function growing(): Growing {
  let values = new Float32Array(1 << 12);
  let count = 0;
  return {
    add(value) {
      if (count === values.length) {
        const larger = new Float32Array(2 * count);
        larger.set(values);
        values = larger;
      }
      values[count++] = value;
    },
    whole: () => values.subarray(0, count),
  };
}
