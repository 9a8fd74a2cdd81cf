// Debian's debuggers as debug types of VS Code, without the extensions that usually bring them.
const vscode = require("vscode");

exports.activate = (context) => {
  const executable = (type, command, args, env) =>
    vscode.debug.registerDebugAdapterDescriptorFactory(type, {
      createDebugAdapterDescriptor: () =>
        new vscode.DebugAdapterExecutable(command, args, { env: { ...process.env, ...env } }),
    });
  context.subscriptions.push(
    executable("debugpy", "/usr/bin/python3", ["-m", "debugpy.adapter"], {}),
    // Debian's LLDB reads std::vector wrongly without its own Python modules.
    executable("lldb-dap", "lldb-vscode-14", [], { PYTHONPATH: "/usr/lib/llvm-14/lib/python3.11/dist-packages" }),
  );
};
