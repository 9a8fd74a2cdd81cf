// Development only: what `npm start` and the screenshots do for their user. Opens a file of the workspace and runs the
// product's own command on it; the product itself knows nothing of this.
// GRADIENT_LENS_OPEN names the file, relative to the workspace folder; "-" opens nothing.
const vscode = require("vscode");

/** Opens the file and the panel beside it. */
async function open(path) {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) return;
  const uri = vscode.Uri.joinPath(folder.uri, path);
  // Binary matrices (.npy, .safetensors) have no text editor; the command takes the file itself.
  if (/\.(jsonc?|csv|tsv|txt|py)$/.test(path)) await vscode.window.showTextDocument(uri, { preview: false });
  await vscode.commands.executeCommand("gradientLens.showGradients", uri);
}

exports.activate = async () => {
  const path = process.env.GRADIENT_LENS_OPEN || "activations.json";
  if (path === "-") return;
  try {
    await open(path);
  } catch (error) {
    void vscode.window.showErrorMessage(`Demo launcher: ${error instanceof Error ? error.message : String(error)}`);
  }
};
