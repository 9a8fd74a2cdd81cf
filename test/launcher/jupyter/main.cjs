// Development only: what VS Code's Jupyter extension exports of a notebook's kernel, over a real kernel of the tests' Python.
// The extension itself comes from the marketplace alone.
const { spawn } = require("node:child_process");
const { createInterface } = require("node:readline");
const vscode = require("vscode");

class Kernel {
  language = "python";
  status = "starting";
  #changed = new vscode.EventEmitter();
  onDidChangeStatus = this.#changed.event;
  #lines;

  constructor(context) {
    const client = require.resolve("../../stack/fixtures/kernel_client.py");
    this.process = spawn(process.env.GRADIENT_LENS_PYTHON, [client], { stdio: ["pipe", "pipe", "inherit"] });
    context.subscriptions.push({ dispose: () => this.process.kill() });
    this.#lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    this.started = this.#lines.next().then(() => this.#become("idle"));
  }

  async *executeCode(code) {
    this.#become("busy");
    this.process.stdin.write(`${JSON.stringify({ code })}\n`);
    const { value } = await this.#lines.next();
    for (const output of JSON.parse(value).outputs)
      yield { items: Object.entries(output).map(([mime, data]) => ({ mime, data: Buffer.from(data, "base64") })) };
    this.#become("idle");
  }

  #become(status) {
    this.status = status;
    this.#changed.fire(status);
  }
}

exports.activate = (context) => {
  let kernel;
  return {
    kernels: {
      /** Of a notebook that is open, once a cell of it has run. */
      getKernel: async ({ path }) => {
        if (!path.endsWith(".ipynb")) return undefined;
        kernel ??= new Kernel(context);
        await kernel.started;
        return kernel;
      },
    },
  };
};
