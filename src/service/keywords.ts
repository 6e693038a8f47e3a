/** What the words that begin a statement mean. */
import type { Keyword } from "../language/words.js";
import { commandTable } from "../network/commands/table.js";

const definitions = {
  net: { usage: "net vggD = input 224x224x3 | conv3-64 x2 | …", meaning: "defines a network" },
  block: {
    usage: "block bottleneck(c, s=1) = …",
    meaning: "defines stages with parameters, to be called as one",
  },
  use: { usage: "use vgg", meaning: "brings in classic networks, or a file of your own" },
} as const;

export function keywordUsage(keyword: Keyword): string {
  return forms(keyword)[0]?.usage ?? keyword;
}

/** Every form of the statement, with what it does. */
export function keywordMeaning(keyword: Keyword): string {
  return forms(keyword)
    .map(({ usage, meaning }) => `${usage}: ${meaning}`)
    .join("\n");
}

interface Form {
  readonly usage: string;
  readonly meaning: string;
}

function forms(keyword: Keyword): readonly Form[] {
  if (keyword === "net" || keyword === "block" || keyword === "use") return [definitions[keyword]];
  return commandTable[keyword];
}
