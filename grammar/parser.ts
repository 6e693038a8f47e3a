/**
 * The grammar: rules only. The tokens of one statement go in, a concrete syntax tree comes out; what the tree means is
 * read from it in `src/language/tree`. Rules are named after the nodes of the syntax tree. Line ends, brackets that do not
 * match and misspellings have been dealt with before; what is still wrong here stops at the first token that does not fit.
 */
import { CstParser } from "./chevrotain.js";
import { expectations } from "./expectations.js";
import * as t from "./tokens.js";

export class ConvParser extends CstParser {
  constructor({ skipValidations }: { readonly skipValidations: boolean }) {
    super(t.vocabulary, {
      maxLookahead: 2,
      nodeLocationTracking: "onlyOffset",
      errorMessageProvider: expectations,
      skipValidations,
    });
    this.performSelfAnalysis();
  }

  statement = this.RULE("statement", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.net) },
      { ALT: () => this.SUBRULE(this.block) },
      { ALT: () => this.SUBRULE(this.use) },
      { ALT: () => this.SUBRULE(this.data) },
      { ALT: () => this.SUBRULE(this.command) },
    ]);
  });

  /** `net vggD "VGG-D" = …` */
  net = this.RULE("net", () => {
    this.CONSUME(t.Net);
    this.CONSUME(t.Word);
    this.OPTION(() => this.CONSUME(t.Text));
    this.CONSUME(t.Equals);
    this.SUBRULE(this.chain);
  });

  /** `block bottleneck(c, s=1) = …` */
  block = this.RULE("block", () => {
    this.CONSUME(t.Block);
    this.OR([
      { ALT: () => this.CONSUME(t.Word) },
      {
        ALT: () => {
          this.CONSUME(t.Callee);
          this.CONSUME(t.LeftParen);
          this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.parameter) });
          this.CONSUME(t.RightParen);
        },
      },
    ]);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.chain);
  });

  parameter = this.RULE("parameter", () => {
    this.CONSUME(t.Word);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.quantity);
    });
  });

  /** `use vgg`, `use "file.conv"` */
  use = this.RULE("use", () => {
    this.CONSUME(t.Use);
    this.OR([{ ALT: () => this.CONSUME(t.Word) }, { ALT: () => this.CONSUME(t.Text) }]);
  });

  /** `data digits`, `data pets = folder "photos" size=224x224` */
  data = this.RULE("data", () => {
    this.CONSUME(t.Data);
    this.OPTION({
      GATE: () => this.LA(2).tokenType === t.Equals,
      DEF: () => {
        this.CONSUME(t.Word);
        this.CONSUME(t.Equals);
      },
    });
    this.MANY(() => this.SUBRULE(this.item));
  });

  /** Every other statement: words, values and options in the order of the text. */
  command = this.RULE("command", () => {
    this.CONSUME(t.CommandKeyword);
    this.MANY(() => this.SUBRULE(this.item));
  });

  item = this.RULE("item", () => {
    this.OR([{ ALT: () => this.SUBRULE(this.keyValue) }, { ALT: () => this.SUBRULE(this.value) }]);
  });

  /** Stages joined by `|`. */
  chain = this.RULE("chain", () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Pipe, DEF: () => this.SUBRULE(this.stage) });
  });

  stage = this.RULE("stage", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.head) },
      { ALT: () => this.SUBRULE(this.call) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.bracket) },
      { ALT: () => this.SUBRULE(this.aux) },
      { ALT: () => this.CONSUME(t.Unreadable) },
    ]);
    this.OPTION(() => this.CONSUME(t.Repeat));
  });

  /** `conv3-64/2 pad=1 relu as conv1_1`, `dropout 0.5`; also a network named as a stage, `vggD upto=pool5`. */
  head = this.RULE("head", () => {
    this.OR([{ ALT: () => this.CONSUME(t.Head) }, { ALT: () => this.CONSUME(t.Word) }]);
    this.MANY(() => this.SUBRULE(this.property));
  });

  /** `bottleneck(64, s=2) as first` */
  call = this.RULE("call", () => {
    this.CONSUME(t.Callee);
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.argument) });
    this.CONSUME(t.RightParen);
    this.MANY(() => this.SUBRULE(this.property));
  });

  argument = this.RULE("argument", () => {
    this.OPTION(() => {
      this.CONSUME(t.Word);
      this.CONSUME(t.Equals);
    });
    this.SUBRULE(this.quantity);
  });

  /** `( … )` */
  group = this.RULE("group", () => {
    this.CONSUME(t.LeftParen);
    this.SUBRULE(this.chain);
    this.CONSUME(t.RightParen);
    this.OPTION(() => this.SUBRULE(this.alias));
  });

  /** `[a, b]` joins, `[a + b]` adds. That the two are not mixed is checked on the tree. */
  bracket = this.RULE("bracket", () => {
    this.CONSUME(t.LeftBracket);
    this.SUBRULE(this.chain);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Comma) }, { ALT: () => this.CONSUME(t.Plus) }]);
      this.SUBRULE2(this.chain);
    });
    this.CONSUME(t.RightBracket);
    this.OPTION(() => this.SUBRULE(this.alias));
  });

  /** `aux(weight=0.3: …)` */
  aux = this.RULE("aux", () => {
    this.CONSUME(t.Aux);
    this.CONSUME(t.LeftParen);
    this.OPTION(() => {
      this.AT_LEAST_ONE(() => this.SUBRULE(this.keyValue));
      this.CONSUME(t.Colon);
    });
    this.SUBRULE(this.chain);
    this.CONSUME(t.RightParen);
    this.OPTION2(() => this.SUBRULE(this.alias));
  });

  property = this.RULE("property", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.alias) },
      { ALT: () => this.SUBRULE(this.keyValue) },
      { ALT: () => this.CONSUME(t.Word) },
      { ALT: () => this.CONSUME(t.Numeral) },
      { ALT: () => this.CONSUME(t.Size) },
      { ALT: () => this.CONSUME(t.Braces) },
    ]);
  });

  /** `as conv1_2` */
  alias = this.RULE("alias", () => {
    this.CONSUME(t.As);
    this.CONSUME(t.Word);
  });

  /** `pad=1x2`, `init=normal(0.01)`, `top=1,5` */
  keyValue = this.RULE("keyValue", () => {
    this.CONSUME(t.Word);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.value);
    this.MANY({
      GATE: () => this.LA(2).tokenType === t.Numeral,
      DEF: () => {
        this.CONSUME(t.Comma);
        this.CONSUME(t.Numeral);
      },
    });
  });

  value = this.RULE("value", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Numeral) },
      { ALT: () => this.CONSUME(t.Size) },
      { ALT: () => this.CONSUME(t.Text) },
      { ALT: () => this.CONSUME(t.Word) },
      { ALT: () => this.CONSUME(t.Path) },
      { ALT: () => this.CONSUME(t.Braces) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.function) },
    ]);
  });

  /** `[[0, 1, 2], [1, 2, 3]]` */
  list = this.RULE("list", () => {
    this.CONSUME(t.LeftBracket);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.value) });
    this.CONSUME(t.RightBracket);
  });

  /** `normal(0.01)` */
  function = this.RULE("function", () => {
    this.CONSUME(t.Callee);
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.value) });
    this.CONSUME(t.RightParen);
  });

  /** What may stand for a whole number among arguments. */
  quantity = this.RULE("quantity", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Numeral) },
      { ALT: () => this.CONSUME(t.Word) },
      { ALT: () => this.CONSUME(t.Braces) },
    ]);
  });

  /** The inside of braces. */
  expression = this.RULE("expression", () => {
    this.SUBRULE(this.term);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]);
      this.SUBRULE2(this.term);
    });
  });

  term = this.RULE("term", () => {
    this.SUBRULE(this.factor);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Times) }, { ALT: () => this.CONSUME(t.Divide) }]);
      this.SUBRULE2(this.factor);
    });
  });

  factor = this.RULE("factor", () => {
    this.OPTION(() => this.CONSUME(t.Minus));
    this.OR([
      { ALT: () => this.CONSUME(t.Integer) },
      { ALT: () => this.CONSUME(t.Parameter) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.expression);
          this.CONSUME(t.RightParen);
        },
      },
    ]);
  });
}
