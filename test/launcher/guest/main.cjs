// Development only: another extension, as somebody else writes one. It uses the exports of Gradient Lens, calls its tools as
// an agent does, and has a file system in memory. Commands with arguments are for suites, the palette's for clicks.
const vscode = require("vscode");
const { MemoryFiles } = require("./memory-files.cjs");

/** The exports, by the way that docs/api.md tells. */
async function api() {
  const extension = vscode.extensions.getExtension("gradient-lens.gradient-lens");
  return extension.activate();
}

/** Calls a tool, and says what it answers, or why not. */
async function sayAnswer(name, input) {
  try {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    const { headline } = JSON.parse(content[0].value);
    void vscode.window.showInformationMessage(`Answer: ${headline}`);
  } catch (error) {
    void vscode.window.showInformationMessage(`No answer: ${error.message}`);
  }
}

/** The name of a tool of a server that speaks the Model Context Protocol: VS Code puts the server's before it. */
function toolOfServer(name) {
  return vscode.lm.tools.find((tool) => tool.name.startsWith("mcp_") && tool.name.endsWith(name))?.name;
}

exports.activate = (context) => {
  const commands = {
    analyze: async (problem) => (await api()).analyze(problem),
    analyzeAndCancel: async (problem) => {
      const source = new vscode.CancellationTokenSource();
      const asked = (await api()).analyze(problem, source.token);
      source.cancel();
      return asked.then(
        () => "a report",
        (error) => (error instanceof vscode.CancellationError ? "cancelled" : error.message),
      );
    },
    show: async (problem, title) => (await api()).show(problem, title),
    checkTensor: () =>
      sayAnswer("gradientLens_check_tensor", { expression: "x", gamma: "gamma", dout: "dout", dx: "dx" }),
    askServer: () => sayAnswer(toolOfServer("check_gradients"), { file: "wrong-gradient.gradlens.json" }),
    readSettings: () => {
      const settings = vscode.workspace.getConfiguration("gradientLens");
      const read = ["debug.evaluate", "debug.transfer", "memoryLimit", "codeLens.show"].map((key) => settings.get(key));
      void vscode.window.showInformationMessage(`Settings: ${read.join(", ")}, trusted: ${vscode.workspace.isTrusted}`);
    },
  };
  for (const [name, run] of Object.entries(commands))
    context.subscriptions.push(vscode.commands.registerCommand(`gradientLensGuest.${name}`, run));
  // The scheme of workspaces that are on no disk and need trust: VS Code trusts other ones as they are.
  const files = new MemoryFiles(process.env.GRADIENT_LENS_MEMORY_FILES);
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider("vscode-vfs", files));
};
