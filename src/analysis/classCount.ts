/** How many samples of a class a data set has. */
export interface ClassCount {
  readonly class: string;
  readonly train: number;
  readonly test: number;
}
