// What several processes run stands in the package once. esbuild cuts what its entries share into parts of their own, as
// ES modules alone; VS Code's hosts, a worker and a saved report take scripts. So each part becomes a CommonJS script
// here: `require` and `exports` in place of `import` and `export`, line for line, so that source maps stay right.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ts from "typescript";

/** Names of the parts that no entry is. */
const PART = /^part-[A-Z0-9]+\.js(\.map)?$/;
export const chunkNames = "part-[hash]";

/** Turns an ES module, as esbuild writes it, into a script for `require`. */
export function toCommonJs(text) {
  const source = ts.createSourceFile("part.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const changes = []; // { start, end, text }
  const replace = (node, by) => {
    const start = node.getStart(source);
    const lines = text.slice(start, node.end).split("\n").length - by.split("\n").length;
    changes.push({ start, end: node.end, text: `${by}${"\n".repeat(lines)}` });
  };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) replace(statement, required(statement));
    else if (ts.isExportDeclaration(statement)) replace(statement, exported(statement));
  }
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      replace(node, `Promise.resolve().then(()=>require(${node.arguments[0].getText(source)}))`);
    ts.forEachChild(node, visit);
  };
  if (text.includes("import(")) visit(source);
  let script = text;
  for (const { start, end, text: by } of changes.sort((a, b) => b.start - a.start))
    script = script.slice(0, start) + by + script.slice(end);
  return script.startsWith("#!") ? script : `"use strict";${script}`;
}

function required({ importClause, moduleSpecifier }) {
  const call = `require(${JSON.stringify(moduleSpecifier.text)})`;
  if (!importClause) return `${call};`;
  const { name, namedBindings } = importClause;
  if (name) return `const ${name.text}=${call};`; // a module of Node, whose default is the whole
  if (ts.isNamespaceImport(namedBindings)) return `const ${namedBindings.name.text}=${call};`;
  const names = namedBindings.elements.map(({ propertyName, name: own }) =>
    propertyName ? `${propertyName.text}:${own.text}` : own.text,
  );
  return `const{${names.join(",")}}=${call};`;
}

function exported({ exportClause, moduleSpecifier }) {
  if (!exportClause || moduleSpecifier) throw new Error("expected a list of exports, as esbuild writes it");
  const names = exportClause.elements.map(({ propertyName, name }) => `${name.text}:${(propertyName ?? name).text}`);
  return `Object.assign(exports,{${names.join(",")}});`;
}

/** Writes a bundle's outputs as scripts, and takes away the parts of earlier builds. For bundles that are not written. */
export const commonParts = {
  name: "common-parts",
  setup(build) {
    build.onEnd(({ outputFiles = [] }) => {
      if (!outputFiles.length) return;
      const folder = dirname(outputFiles[0].path);
      mkdirSync(folder, { recursive: true });
      for (const { path, text } of outputFiles) writeFileSync(path, path.endsWith(".js") ? toCommonJs(text) : text);
      const written = new Set(outputFiles.map(({ path }) => basename(path)));
      for (const name of readdirSync(folder)) if (PART.test(name) && !written.has(name)) rmSync(join(folder, name));
    });
  },
};
