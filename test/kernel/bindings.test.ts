import assert from "node:assert/strict";
import ts from "typescript";
import { bindings } from "../../scripts/lib/kernel-bindings.mjs";

const SOURCE = `
  function inner(at: usize): void {}
  export function shift(source: usize, count: i32, by: f64, wrap: bool): i32 { return 0; }
  export function clear(at: usize): void {}
`;

/** The bound functions of a kernel, beside an instance that gives back what it was called with. */
async function bound(source: string): Promise<Record<"shift" | "clear", (given: object) => unknown[]>> {
  const { outputText } = ts.transpileModule(bindings("toy-sums", source), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const url = `data:text/javascript,${encodeURIComponent(outputText)}`;
  const { bindToySums } = (await import(url)) as {
    bindToySums: (instance: object) => Awaited<ReturnType<typeof bound>>;
  };
  const echo = (...given: unknown[]): unknown[] => given;
  return bindToySums({ shift: echo, clear: echo });
}

/** What the compiler says of a call of the kernel. */
function faults(source: string, call: string): string[] {
  const files = new Map([
    ["/toy-sums.ts", bindings("toy-sums", source)],
    ["/call.ts", `import type { ToySumsKernel } from "./toy-sums"; declare const kernel: ToySumsKernel; ${call};`],
  ]);
  const options = {
    strict: true,
    noEmit: true,
    noLib: true,
    types: [],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
  };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getCurrentDirectory: () => "/",
    fileExists: (name) => files.has(name),
    readFile: (name) => files.get(name),
    getSourceFile: (name, target) => {
      const text = files.get(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, target);
    },
  };
  const program = ts.createProgram(["/call.ts"], options, host);
  const file = program.getSourceFile("/call.ts");
  return program
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

describe("bindings of a kernel", () => {
  const given = { wrap: true, by: 2.5, count: 3, source: 8 };
  const call = "const n: number = kernel.shift({ wrap: true, by: 2.5, count: 3, source: 8 })";

  it("pass arguments by name, in the order of the kernel's source, whatever that is", async () => {
    assert.deepEqual((await bound(SOURCE)).shift(given), [8, 3, 2.5, true]);
    assert.deepEqual((await bound(SOURCE)).clear({ at: 16 }), [16]);
    const reordered = SOURCE.replace("source: usize, count: i32", "count: i32, source: usize");
    assert.deepEqual((await bound(reordered)).shift(given), [3, 8, 2.5, true]);
  });

  it("make an argument that is missing, renamed, new or of another type an error of the compiler", () => {
    assert.deepEqual(faults(SOURCE, call), []);
    assert.match(faults(SOURCE, call.replace("count: 3, ", "")).join(), /Property 'count' is missing/);
    assert.match(faults(SOURCE.replace("by: f64", "step: f64"), call).join(), /'by' does not exist/);
    assert.match(faults(SOURCE.replace("by: f64", "by: f64, end: usize"), call).join(), /Property 'end' is missing/);
    assert.match(faults(SOURCE.replace("wrap: bool", "wrap: i32"), call).join(), /'boolean' is not assignable/);
    assert.match(
      faults(SOURCE.replace("export function shift", "function shift"), call).join(),
      /'shift' does not exist/,
    );
  });

  it("refuse a type that does not cross between WebAssembly and JavaScript as a number", () => {
    assert.throws(
      () => bindings("toy", SOURCE.replace("f64", "i64")),
      /toy\.ts: expected usize, .* for by of shift, got i64/,
    );
  });
});
