import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

/** A sentence that a fault can say, as it stands in the source: "…" where something is filled in. */
export interface Sentence {
  readonly where: string; // "src/core/sets.ts:45"
  readonly text: string;
  readonly hasPlace: boolean; // which whoever shows it may put in front
}

const GAP = "…";
const ENDED = /^(?:reasonOf|sentenceOf)\(|\b(?:text|sentence|bare|obstacle|found|again|parsed)\b[^(]*$/;

/** The sentences of all faults in these files: of failure(code, text) and of objects with a code and a text. */
export function sentencesOf(pattern: string): Sentence[] {
  return globSync(pattern).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    const found: Sentence[] = [];
    const say = (node: ts.Expression, hasPlace: boolean): void => {
      for (const text of textsOf(node)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push({ where: `${file}:${line + 1}`, text, hasPlace });
      }
    };
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === "failure") {
        const [, text, place] = node.arguments;
        if (text) say(text, place !== undefined);
      } else if (ts.isObjectLiteralExpression(node)) {
        const property = (name: string) => node.properties.find((one) => one.name?.getText() === name);
        const [code, text] = [property("code"), property("text")];
        const isFault = code && (!ts.isPropertyAssignment(code) || !ts.isObjectLiteralExpression(code.initializer));
        if (isFault && text && ts.isPropertyAssignment(text))
          say(text.initializer, property("place") !== undefined && !property("bare"));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

/** What an expression can say; nothing where that is decided elsewhere. */
function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ expression, literal }) => {
      // What these give ends with a full stop of its own.
      const isSentence = ENDED.test(expression.getText());
      return `${GAP}${isSentence ? "." : ""}${literal.text}`;
    });
    return [node.head.text + spans.join("")];
  }
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textsOf(node.left), textsOf(node.right)];
    return left.flatMap((one) => right.map((other) => one + other));
  }
  if (ts.isIdentifier(node)) return declared(node);
  return [];
}

/** What a constant of the same function or file says. */
function declared(name: ts.Identifier): string[] {
  for (let scope: ts.Node | undefined = name.parent; scope; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const { name: own, initializer } of statement.declarationList.declarations)
        if (own.getText() === name.text && initializer) return textsOf(initializer);
    }
  }
  return [];
}
