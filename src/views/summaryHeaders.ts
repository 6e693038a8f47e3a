/** What the columns of figures are called: in full, or short where room is scarce. */
export interface Headers {
  readonly params: string;
  readonly macs: string;
  readonly field: string;
}

export const longHeaders: Headers = {
  params: "parameters",
  macs: "multiply-adds",
  field: "receptive field",
};

export const shortHeaders: Headers = { params: "params", macs: "mult-adds", field: "field" };
