/** Said in every title: what an untrained network shows means nothing. */
export function untrained({ trained }: { readonly trained: boolean }): string {
  return trained ? "" : ", untrained weights";
}
