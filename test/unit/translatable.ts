/** The English texts that the sources hand to translation: literals in calls, and the tables whose rows go through one. */
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

/** Declarations whose texts go through t(): all of a declaration, or what it has under these names. */
const TABLES: readonly (readonly [file: string, declared: string, properties?: readonly string[]])[] = [
  ["webview/components/parameter-boxes.ts", "TEXTS", ["hint", "empty"]],
  ["webview/components/parameter-boxes.ts", "CHOICES", ["label", "hint"]],
  ["webview/components/parameter-boxes.ts", "RARE_WORDS"],
  ["src/core/conventions.ts", "ACTIVATION_WORDS"],
  ["webview/components/drop-and-paste.ts", "CHOICES"],
  ["webview/components/history.ts", "TRENDS", ["label", "says"]],
  ["webview/components/history.ts", "NOT_READ"],
  ["webview/components/compare.ts", "text"],
  ["webview/heatmap/keys.ts", "KEY_HELP"],
  ["webview/heatmap/keys.ts", "POINTER_HELP"],
  ["webview/plots/column-sizes.ts", "sentence"],
  ["src/exports.ts", "EXPORT_GROUPS"],
  ["src/exports.ts", "EXPORTS", ["text", "copied"]],
  ["src/core/headline.ts", "NOT_COMPARED"],
  ["src/core/explained-words.ts", "CLAIMS"],
  ["src/core/explained-words.ts", "PLACEMENT_TITLES"],
];
/** Said where an argument is a choice of several, or has a value beside it that is said. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  "webview/components/export-menu.ts": ["Copied."],
  "src/core/headline.ts": [
    "reference verified numerically",
    "the check of the reference failed",
    "reference not fully verified",
  ],
};

export interface Translatable {
  /** English texts, each with a file that says it. */
  readonly texts: ReadonlyMap<string, string>;
  /** Arguments that are no literals: their texts stand in a table. */
  readonly indirect: readonly string[];
}

/** Of the page: what goes through t(). */
export function textsOfPage(): Translatable {
  const found = collect(globSync("webview/**/*.ts").map(posix), (callee) => callee === "t");
  const texts = new Map(found.texts);
  for (const [file, declared, properties] of TABLES)
    for (const text of tableTexts(file, declared, properties)) texts.set(text, file);
  for (const [file, said] of Object.entries(BESIDE)) {
    const source = readFileSync(file, "utf8");
    for (const text of said) {
      if (!source.includes(`"${text}"`)) throw new Error(`expected ${text} in ${file}`);
      texts.set(text, file);
    }
  }
  return { texts, indirect: found.indirect };
}

/** Of the host: what goes through vscode.l10n.t(). */
export function textsOfHost(): Translatable {
  return collect(globSync("src/**/*.ts").map(posix), (callee) => callee === "vscode.l10n.t");
}

function posix(path: string): string {
  return path.replaceAll("\\", "/");
}

function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

function collect(files: readonly string[], isCall: (callee: string) => boolean): Translatable {
  const texts = new Map<string, string>();
  const indirect: string[] = [];
  for (const file of files) {
    const take = (argument: ts.Expression): void => {
      if (ts.isStringLiteralLike(argument)) texts.set(argument.text, file);
      else if (ts.isConditionalExpression(argument)) {
        take(argument.whenTrue);
        take(argument.whenFalse);
      } else indirect.push(`${file}: ${argument.getText()}`);
    };
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isCall(node.expression.getText()) && node.arguments[0]) take(node.arguments[0]);
      ts.forEachChild(node, visit);
    };
    visit(parsed(file));
  }
  return { texts, indirect };
}

/** The texts of a declaration: under some names of its objects, or all; of a pair, the second. */
function tableTexts(file: string, declared: string, properties?: readonly string[]): string[] {
  const texts: string[] = [];
  const take = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    else if (ts.isTaggedTemplateExpression(node) || ts.isFunctionLike(node)) return;
    else if (
      ts.isArrayLiteralExpression(node) &&
      node.elements.length === 2 &&
      node.elements.every(ts.isStringLiteralLike)
    )
      take(node.elements[1] as ts.Node);
    else if (ts.isPropertyAssignment(node)) takeProperty(node);
    else ts.forEachChild(node, take);
  };
  const takeProperty = ({ name, initializer }: ts.PropertyAssignment): void => {
    const isLeaf = ts.isStringLiteralLike(initializer);
    if (!isLeaf || !properties || properties.includes(name.getText())) take(initializer);
  };
  const find = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === declared && node.initializer) take(node.initializer);
    else ts.forEachChild(node, find);
  };
  find(parsed(file));
  if (texts.length === 0) throw new Error(`expected texts in ${declared} of ${file}`);
  return texts;
}
