import * as vscode from "vscode";
import { matricesIn } from "../input/locate";

/** Matrices of one document that get a lens. */
const LENSES = 50;
/** Longer documents get none: looking for matrices reads the text. */
const LENS_CHARACTERS = 8_000_000;

/** "Show Batch-Norm Gradients" above the matrices of JSON and JSONC documents. */
export class MatrixLenses implements vscode.CodeLensProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  readonly settings = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("gradientLens.codeLens")) this.changed.fire();
  });

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration("gradientLens.codeLens", document).get("enabled", true)) return [];
    const text = document.getText();
    if (text.length > LENS_CHARACTERS) return [];
    return matricesIn(text, LENSES).map(({ start, end, shape }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      return new vscode.CodeLens(range, {
        title: `Show Batch-Norm Gradients (${shape.join(" × ")})`,
        command: "gradientLens.showGradients",
        arguments: [document.uri, { start, end }],
      });
    });
  }
}
