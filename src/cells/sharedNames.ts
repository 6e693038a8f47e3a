/** Networks and data sets by name, as the executor tells them to the service that completes and checks cells. */
export interface SharedNames {
  /** Texts that define them, complete in themselves: blocks and networks they use come first. */
  readonly networks: readonly { readonly name: string; readonly text: string }[];
  readonly data: readonly string[];
}
