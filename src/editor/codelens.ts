import * as vscode from "vscode";
import { matricesIn } from "../input/locate";

/** Characters in which matrices are looked for; looking reads them. */
const LENS_CHARACTERS = 2_000_000;

/** "Show Batch-Norm Gradients" above the matrices of JSON and JSONC documents. */
export class MatrixLenses implements vscode.CodeLensProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  readonly settings = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("gradientLens.codeLens")) this.changed.fire();
  });

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.getConfiguration("gradientLens.codeLens", document).get("enabled", true)) return [];
    return matricesIn(document.getText(), LENS_CHARACTERS).map(({ start, end, shape }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      return new vscode.CodeLens(range, {
        title: `Show Batch-Norm Gradients${shape ? ` (${shape.join(" × ")})` : ""}`,
        command: "gradientLens.showGradients",
        arguments: [document.uri, { start, end }],
      });
    });
  }
}
