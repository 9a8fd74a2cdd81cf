// The functions of a kernel with named arguments, as TypeScript. A kernel's call has up to 18 numbers in a row, of which
// no compiler sees that two have changed places; an argument that is missing, or has another name than in the kernel's
// source, is a type error in who calls.
import ts from "typescript";

/** TypeScript's types of what crosses between WebAssembly and JavaScript. */
const TYPES = new Map([
  ["usize", "number"],
  ["i32", "number"],
  ["u32", "number"],
  ["f32", "number"],
  ["f64", "number"],
  ["bool", "boolean"],
  ["void", "void"],
]);

/** A module with the interface of a kernel and the function that gives an instance's exports this interface. */
export function bindings(kernel, source) {
  const functions = exportedFunctions(kernel, source);
  const type = `${capital(kernel)}Kernel`;
  const given = (parameters) => parameters.map(({ name, type }) => `readonly ${name}: ${type}`).join("; ");
  const ordered = (parameters) => parameters.map(({ name, type }) => `${name}: ${type}`).join(", ");
  const passed = (parameters) => parameters.map(({ name }) => `given.${name}`).join(", ");
  return [
    `// Made by scripts/kernel-bindings.mjs from src/kernel/assembly/${kernel}.ts: addresses are bytes in its memory.`,
    `export interface ${type} {`,
    ...functions.map(
      ({ name, parameters, result }) => `  readonly ${name}: (given: { ${given(parameters)} }) => ${result};`,
    ),
    "}",
    "",
    "interface Exports {",
    ...functions.map(({ name, parameters, result }) => `  readonly ${name}: (${ordered(parameters)}) => ${result};`),
    "}",
    "",
    `export function bind${capital(kernel)}(instance: object): ${type} {`,
    `  const { ${functions.map(({ name }) => name).join(", ")} } = instance as Exports;`,
    "  return {",
    ...functions.map(({ name, parameters }) => `    ${name}: (given) => ${name}(${passed(parameters)}),`),
    "  };",
    "}",
    "",
  ].join("\n");
}

function exportedFunctions(kernel, source) {
  const file = ts.createSourceFile(`${kernel}.ts`, source, ts.ScriptTarget.Latest);
  const typed = (node, what) => {
    const name = node?.getText(file) ?? "void";
    const type = TYPES.get(name);
    if (!type) throw new Error(`${kernel}.ts: expected ${[...TYPES.keys()].join(", ")} for ${what}, got ${name}`);
    return type;
  };
  return file.statements
    .filter(ts.isFunctionDeclaration)
    .filter((node) => node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword))
    .map((node) => {
      const name = node.name.text;
      const parameters = node.parameters.map((parameter) => {
        const argument = parameter.name.getText(file);
        return { name: argument, type: typed(parameter.type, `${argument} of ${name}`) };
      });
      return { name, parameters, result: typed(node.type, `the result of ${name}`) };
    });
}

/** "colour-pixels" -> "ColourPixels". */
function capital(name) {
  return name.replace(/(?:^|-)[a-z]/g, (start) => start.at(-1).toUpperCase());
}
