import type { Kernel } from "@vscode/jupyter-extension";
import type { CancellationToken } from "vscode";
import type { DapSession } from "../session/dap-session";

/** What print() gives: as VS Code names it, and as the documentation of the API does. */
const STDOUT = ["application/vnd.code.notebook.stdout", "application/x.notebook.stream.stdout"];
const ERROR = "application/vnd.code.notebook.error";

/** Nothing asks for an end: an evaluation is short, and who waits for it stops waiting by itself. */
const UNENDING: CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

/**
 * A notebook's kernel without a debugger, asked as a stopped program is: at the top of its module. An evaluation prints, so
 * that neither `_` nor the history has it.
 */
export class KernelSession implements DapSession {
  readonly type = "Python Kernel Debug Adapter"; // read as the programs of its own debugger are
  readonly capabilities = undefined;

  constructor(
    readonly id: string,
    readonly name: string,
    private readonly kernel: Pick<Kernel, "executeCode">,
  ) {}

  async customRequest(command: string, args?: unknown): Promise<{ readonly result: string }> {
    if (command !== "evaluate") throw new Error(`A kernel without a debugger knows no "${command}".`);
    const { expression } = args as { readonly expression: string };
    const decoder = new TextDecoder();
    let printed = "";
    const code = `__import__("builtins").print(${expression})`;
    for await (const { items } of this.kernel.executeCode(code, UNENDING)) {
      for (const { mime, data } of items) {
        if (mime === ERROR) throw new Error(errorIn(decoder.decode(data)));
        if (STDOUT.includes(mime)) printed += decoder.decode(data);
      }
    }
    return { result: printed.replace(/\r?\n$/, "") };
  }
}

/** The kernel's error as a sentence has it: "NameError: name 'y' is not defined". */
function errorIn(json: string): string {
  try {
    const { name, message } = JSON.parse(json) as { readonly name?: string; readonly message?: string };
    return [name, message].filter(Boolean).join(": ");
  } catch {
    return json;
  }
}
