/** A kernel of Jupyter as VS Code's Jupyter extension gives it to other extensions: its API, over a real kernel. */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import type { Kernel, KernelStatus } from "@vscode/jupyter-extension";
import { PYTHON } from "../debug/dap-client";

const CLIENT = `${process.cwd()}/test/stack/fixtures/kernel_client.py`;

type Output = Kernel["executeCode"] extends (...args: never[]) => AsyncIterable<infer T> ? T : never;

export class RealKernel implements Kernel {
  readonly language = "python";
  readonly status: KernelStatus = "idle";
  readonly onDidChangeStatus = () => ({ dispose: () => undefined });
  private readonly lines: AsyncIterator<string>;

  private constructor(
    private readonly client: ChildProcess,
    private readonly reader: Interface,
  ) {
    this.lines = reader[Symbol.asyncIterator]();
  }

  static async start(): Promise<RealKernel> {
    const client = spawn(PYTHON, [CLIENT], { stdio: ["pipe", "pipe", "inherit"] });
    const kernel = new RealKernel(client, createInterface({ input: client.stdout }));
    await kernel.lines.next();
    return kernel;
  }

  async *executeCode(code: string): AsyncGenerator<Output> {
    this.client.stdin?.write(`${JSON.stringify({ code })}\n`);
    const next = await this.lines.next();
    const { outputs } = JSON.parse(next.value as string) as {
      readonly outputs: readonly Readonly<Record<string, string>>[];
    };
    for (const output of outputs)
      yield { items: Object.entries(output).map(([mime, data]) => ({ mime, data: Buffer.from(data, "base64") })) };
  }

  /** What a cell prints, or shows as its value. */
  async run(code: string): Promise<string> {
    let text = "";
    for await (const { items } of this.executeCode(code))
      for (const { data } of items) text += Buffer.from(data).toString();
    return text;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.client.once("exit", resolve));
    this.client.stdin?.end();
    await ended;
    this.reader.close();
  }
}
