import * as vscode from "vscode";
import type { Jupyter, Kernel } from "@vscode/jupyter-extension";
import { failure, reasonOf, success, type Result } from "../../core/fault";
import type { PanelSource, Reading, ReportProgress } from "../../panel/source";
import type { ReaderFor } from "../readers/reader";
import { buffersOf } from "../source/debug-problem";
import { debugSettings, forbidden } from "../source/debug-settings";
import { describeTensor } from "../source/describe-reading";
import { readingOptions } from "../source/reading-options";
import { KernelSession } from "./kernel-session";

const JUPYTER = "ms-toolsai.jupyter";
const TOP = 0; // a kernel that runs nothing has no frames

/** What is left of it after a reload: a variable of a notebook's kernel. */
export interface KernelMemento {
  readonly kind: "kernel";
  readonly notebook: string; // URI
  readonly expression: string;
}

/** Checks what the page has kept, which is not trusted. */
export function isKernelMemento(value: unknown): value is KernelMemento {
  if (typeof value !== "object" || value === null) return false;
  const { kind, notebook, expression } = value as Partial<Record<string, unknown>>;
  return kind === "kernel" && typeof notebook === "string" && typeof expression === "string";
}

/** A tensor that a notebook's kernel holds, with no debugger. It is read when the panel is refreshed. */
export class KernelSource implements PanelSource {
  readonly title: string;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly becameStale = new vscode.EventEmitter<string>();
  readonly onDidChange = this.changed.event;
  readonly onDidBecomeStale = this.becameStale.event;
  private readonly name: string; // of the notebook
  private watched: { readonly kernel: Kernel; readonly listener: vscode.Disposable } | undefined;
  private isReading = false;

  constructor(
    private readonly notebook: vscode.Uri,
    private readonly expression: string,
    private readonly readerFor: ReaderFor,
  ) {
    this.title = expression;
    this.name = notebook.path.slice(notebook.path.lastIndexOf("/") + 1);
  }

  get memento(): KernelMemento {
    return { kind: "kernel", notebook: this.notebook.toString(), expression: this.expression };
  }

  async read(cancel: AbortSignal, progress?: ReportProgress): Promise<Result<Reading>> {
    const { expression, name } = this;
    if (!debugSettings().evaluate) return forbidden(expression);
    const kernel = await kernelOf(this.notebook, name);
    if (!kernel.ok) return kernel;
    this.watch(kernel.value);
    const session = new KernelSession(this.notebook.toString(), name, kernel.value);
    this.isReading = true;
    try {
      const options = readingOptions(expression, cancel, undefined, progress);
      const read = await this.readerFor(session.type).read({ session, frameId: TOP, expression }, options);
      if (!read.ok) return read;
      const { tensor, sourceDtype, how, whole, notes } = read.value;
      const input = { x: tensor };
      return success({
        source: { kind: "input", input },
        transfer: buffersOf(input),
        provenance: {
          ...{
            kind: "debugger",
            title: `${expression} in ${name}`,
            dtype: sourceDtype,
            shape: tensor.shape,
            how,
            whole,
          },
          details: [vscode.workspace.asRelativePath(this.notebook), describeTensor(expression, read.value), ...notes],
          canReveal: false,
        },
      });
    } finally {
      this.isReading = false;
    }
  }

  dispose(): void {
    this.watched?.listener.dispose();
    vscode.Disposable.from(this.changed, this.becameStale).dispose();
  }

  /** A cell that runs may change the tensor: what is shown is of before. */
  private watch(kernel: Kernel): void {
    if (this.watched?.kernel === kernel) return;
    this.watched?.listener.dispose();
    const listener = kernel.onDidChangeStatus((status) => {
      if (status === "busy" && !this.isReading)
        this.becameStale.fire("A cell has run since this was read; refresh to read it again.");
    });
    this.watched = { kernel, listener };
  }
}

/** The kernel of a notebook, by VS Code's Jupyter extension, which asks the user first. */
async function kernelOf(notebook: vscode.Uri, name: string): Promise<Result<Kernel>> {
  const jupyter = vscode.extensions.getExtension<Jupyter>(JUPYTER);
  if (!jupyter)
    return failure(
      "no-kernel",
      "Variables of a kernel are read through VS Code's Jupyter extension, which is not here.",
    );
  let kernel: Kernel | undefined;
  try {
    const { kernels } = await jupyter.activate();
    kernel = await kernels.getKernel(notebook);
  } catch (error) {
    return failure("no-kernel", `The kernel of ${name} cannot be asked: ${reasonOf(error)}`);
  }
  if (!kernel) return failure("no-kernel", `${name} has no kernel that runs: run a cell of it first.`);
  if (kernel.language.toLowerCase() !== "python")
    return failure("no-kernel", `The kernel of ${name} runs ${kernel.language}; only Python's are read.`);
  if (kernel.status !== "idle")
    return failure("kernel-busy", `The kernel of ${name} is ${kernel.status}: refresh once its cells have run.`);
  return success(kernel);
}
