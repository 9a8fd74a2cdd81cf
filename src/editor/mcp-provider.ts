import * as vscode from "vscode";

/** As package.json names it. */
const PROVIDER = "gradientLens.mcp";

/**
 * Gives VS Code the server for agents (docs/api.md), where it takes servers from extensions: an editor built on it may not.
 * The server is a program of its own under this host's Node, and reads files of the workspace's folders alone.
 */
export function registerMcpServer({ extensionUri, extension }: vscode.ExtensionContext): vscode.Disposable {
  const { lm } = vscode as Partial<Pick<typeof vscode, "lm">>;
  if (typeof lm?.registerMcpServerDefinitionProvider !== "function") return vscode.Disposable.from();
  const { version } = extension.packageJSON as { readonly version: string };
  const changed = new vscode.EventEmitter<void>();
  const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    changed.fire();
  });
  const provider = lm.registerMcpServerDefinitionProvider(PROVIDER, {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () => {
      const script = vscode.Uri.joinPath(extensionUri, "dist", "mcp.js").fsPath;
      const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(isOnDisk);
      const server = new vscode.McpStdioServerDefinition(
        "Gradient Lens",
        process.execPath,
        [script, ...folders.map(({ fsPath }) => fsPath)],
        { ELECTRON_RUN_AS_NODE: "1" }, // on the desktop that is VS Code's own program
        version,
      );
      const [first] = folders;
      if (first) server.cwd = first;
      return [server];
    },
  });
  return vscode.Disposable.from(changed, listener, provider);
}

function isOnDisk({ scheme }: vscode.Uri): boolean {
  return scheme === "file";
}
