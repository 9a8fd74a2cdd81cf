import assert from "node:assert/strict";
import { callIn } from "../../../src/debug/source/calls";

describe("What an expression calls", () => {
  const looks = [
    "x",
    "self.cache[0]",
    "x[:, 3:]",
    "cache['f(x)']",
    'cache["a \\" (b"]',
    "x.detach().cpu()",
    "x.float().sum(dim=(0, 1))",
    "np.asarray(x)[::2]",
    "(x - mu) * r",
    "x if (n > 0) else (y)",
    "Array.from(data)",
    "v.data()",
    "x--y",
  ];
  for (const expression of looks) {
    it(`${expression} only looks`, () => assert.equal(callIn(expression), undefined));
  }

  const calls: readonly [string, string][] = [
    ["self.bn(x)[0]", "self.bn"],
    ["x.pop()", "x.pop"],
    ["next(batches)", "next"],
    ["layers[0](x)", "]"],
    ["(f or g)(x)", ")"],
    ["f(x).detach()", "f"],
    ["x.detach().add_(1)", ".add_"],
    ["model->forward(x)", "model->forward"],
    ["(y := x)", ":="],
    ["i++", "++"],
    ["--i", "--"],
  ];
  for (const [expression, called] of calls) {
    it(`${expression} calls ${called}`, () =>
      assert.match(callIn(expression) ?? "", new RegExp(`${escaped(called)}$`)));
  }
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
