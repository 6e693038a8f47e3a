/** Which library holds a classic network: a hint for whoever forgot its `use`. A test compares it with the files. */
export const classicNetworks: Readonly<Record<string, readonly string[]>> = {
  lenet: ["lenet5", "lenet5table", "lenet5original", "lenetCaffe"],
  alexnet: ["alexnet", "alexnetTv"],
  vgg: ["vggA", "vggAlrn", "vggB", "vggC", "vggD", "vggE", "vggDbn"],
  googlenet: ["googlenet", "googlenetTv"],
  resnet: [
    ...["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"],
    ...["resnet50v1", "resnet101v1", "resnet152v1", "resnet20", "resnet56", "plain20", "plain56"],
  ],
  densenet: ["densenet121", "densenet161", "densenet169", "densenet201"],
  fcn: ["fcn32s", "fcn8s"],
  mnist: ["mnistCnn"],
};

/** The library to `use` for a name, or null. */
export function libraryOf(name: string): string | null {
  const found = Object.entries(classicNetworks).find(([, names]) => names.includes(name));
  return found?.[0] ?? null;
}
