import assert from "node:assert/strict";
import { backwardFunctions, languageOf } from "../../../src/debug/commands/backward-functions";

const found = (text: string, language: "python" | "script"): string[] =>
  backwardFunctions(text, language).map(({ line, name }) => `${line} ${name}`);

describe("Functions that look like a backward", () => {
  it("of Python, by their name or by what they assign", () => {
    const text = [
      "def forward(x, gamma):",
      "    mu = x.mean(0)",
      "    return mu",
      "class Norm:",
      "    def backward(self, dout):",
      "        return dout",
      "    def step(self, dout):",
      "        dbeta = dout.sum(0)",
      "        dgamma = (dout * self.xhat).sum(0)",
      "        return dgamma",
      "def batchnorm_bwd(dout): return dout",
      "def train(x):",
      "    dx, dgamma, dbeta = step(x)",
      "    dx = 1",
      "def integrate(f):",
      "    dx = 0.1",
      "    return f * dx",
    ].join("\n");
    assert.deepEqual(found(text, "python"), ["4 backward", "6 step", "10 batchnorm_bwd", "11 train"]);
  });

  it("of JavaScript and TypeScript, in each way of writing one", () => {
    const text = [
      "export function backward(dout) {",
      "  return dout;",
      "}",
      "const normGrad = (dout: number[][]): number[][] => {",
      "  return dout;",
      "};",
      "class Norm {",
      "  gradients(dout: Float64Array): void {",
      "    for (let k = 0; k < 3; k++) {",
      "      this.dgamma[k] += dout[k];",
      "      this.dbeta[k] += dout[k];",
      "    }",
      "  }",
      "  draw(dx: number) {",
      "    const x = dx === 1 ? 2 : dx;",
      "    if (dx == 3) return x;",
      "  }",
      "}",
    ].join("\n");
    assert.deepEqual(found(text, "script"), ["0 backward", "3 normGrad", "7 gradients"]);
  });

  it("are none in ordinary programs", () => {
    assert.deepEqual(found("import os\n\ndef main():\n    print(os.name)\n\nmain()\n", "python"), []);
    assert.deepEqual(
      found("const dx = a.x - b.x;\nconst dy = a.y - b.y;\nexport const move = () => dx + dy;\n", "script"),
      [],
    );
    assert.deepEqual(found("function move(dx, dy) {\n  x += dx;\n  y += dy;\n}\n", "script"), []);
  });

  it("are looked for in files of these languages alone", () => {
    assert.deepEqual(
      ["/a/train.py", "/a/train.mjs", "/a/train.tsx", "/a/train.cpp", "/a/train.go", "<eval>"].map(languageOf),
      ["python", "script", "script", undefined, undefined, undefined],
    );
  });
});
