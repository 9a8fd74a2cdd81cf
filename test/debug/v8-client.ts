// A bare client of V8's own debugger: stops a Node program at its `debugger` statement and answers the three requests
// that the JavaScript reader sends, as js-debug does. The suite inside VS Code goes through js-debug itself.
import { spawn, type ChildProcess } from "node:child_process";
import type { DapSession } from "../../src/debug/session/dap-session";
import { itemAt } from "../../src/core/item-at";

interface RemoteObject {
  readonly type: string;
  readonly value?: unknown;
  readonly objectId?: string;
  readonly description?: string;
}
interface Paused {
  readonly callFrames: readonly {
    callFrameId: string;
    functionName: string;
    scopeChain: readonly { type: string; object: RemoteObject }[];
  }[];
}

export class V8Client implements DapSession {
  readonly id = "v8";
  readonly type = "pwa-node";
  readonly name = "node";
  readonly capabilities = { supportsClipboardContext: true };
  largestMessage = 0;
  /** What the program has written so far, the debugger's own words left out. */
  readonly said = { stdout: "", stderr: "" };
  private readonly exit: Promise<number | null>;
  private seq = 1;
  private readonly pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly socket: WebSocket,
    private paused: Paused,
  ) {
    child.stdout?.on("data", (data: Buffer) => (this.said.stdout += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (this.said.stderr += data.toString()));
    this.exit = new Promise((resolve) => child.once("close", resolve));
  }

  /** Runs a program to its `debugger` statement. */
  static async launch(path: string): Promise<V8Client> {
    const child = spawn(process.execPath, ["--inspect-brk=127.0.0.1:0", path], { stdio: ["ignore", "pipe", "pipe"] });
    const url = await new Promise<string>((resolve, reject) => {
      let text = "";
      child.stderr.on("data", (data: Buffer) => {
        text += data.toString();
        const found = /ws:\/\/\S+/.exec(text);
        if (found) resolve(found[0]);
      });
      child.once("exit", () => reject(new Error(`node ended: ${text}`)));
    });
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    const client = new V8Client(child, socket, { callFrames: [] });
    let stops = 0;
    const stopped = new Promise<void>((resolve) => {
      socket.addEventListener("message", (event) => {
        const text = String(event.data);
        client.largestMessage = Math.max(client.largestMessage, text.length);
        const message = JSON.parse(text) as {
          id?: number;
          method?: string;
          params?: Paused;
          result?: unknown;
          error?: { message: string };
        };
        if (message.method === "Debugger.paused" && message.params) {
          client.paused = message.params;
          // The first stop is before the first line.
          if (stops++ === 0) void client.send("Debugger.resume", {});
          else resolve();
        }
        if (message.id === undefined) return;
        const waiting = client.pending.get(message.id);
        client.pending.delete(message.id);
        if (message.error) waiting?.reject(new Error(message.error.message));
        else waiting?.resolve(message.result);
      });
    });
    await client.send("Runtime.enable", {});
    await client.send("Debugger.enable", {});
    await client.send("Runtime.runIfWaitingForDebugger", {});
    await stopped;
    return client;
  }

  async customRequest(command: string, args: unknown): Promise<unknown> {
    if (command === "evaluate") {
      const { expression, frameId } = args as { expression: string; frameId: number };
      const { result, exceptionDetails } = (await this.send("Debugger.evaluateOnCallFrame", {
        callFrameId: itemAt(this.paused.callFrames, frameId).callFrameId,
        expression,
        returnByValue: true,
      })) as { result: RemoteObject; exceptionDetails?: unknown };
      if (exceptionDetails) throw new Error(`Uncaught ${result.description ?? "error"}`);
      return { result: JSON.stringify(result.value) ?? "undefined", type: result.type, variablesReference: 0 };
    }
    if (command === "stackTrace") {
      const stackFrames = this.paused.callFrames.map(({ functionName }, id) => ({ id, name: functionName, line: 0 }));
      return { stackFrames };
    }
    if (command === "scopes") {
      const { frameId } = args as { frameId: number };
      const scopes = itemAt(this.paused.callFrames, frameId).scopeChain;
      return {
        scopes: scopes.map((scope, n) => ({
          name: scope.type,
          expensive: scope.type === "global",
          variablesReference: frameId * 100 + n + 1,
        })),
      };
    }
    if (command === "variables") {
      const { variablesReference } = args as { variablesReference: number };
      const scope = itemAt(
        itemAt(this.paused.callFrames, Math.floor(variablesReference / 100)).scopeChain,
        (variablesReference - 1) % 100,
      );
      const { result } = (await this.send("Runtime.getProperties", {
        objectId: scope.object.objectId,
        ownProperties: true,
      })) as {
        result: { name: string }[];
      };
      return { variables: result.map(({ name }) => ({ name, value: "", variablesReference: 0 })) };
    }
    throw new Error(`unknown request ${command}`);
  }

  /** Lets the program run to its end, and gives its exit code. */
  async finish(): Promise<number | null> {
    void this.send("Debugger.resume", {}).catch(() => undefined); // it may end before it answers
    // Node waits for the debugger to go.
    await this.heard("Waiting for the debugger to disconnect");
    this.socket.close();
    return await this.exit;
  }

  stop(): void {
    this.socket.close();
    this.child.kill("SIGKILL");
  }

  /** Waits until the program's stderr holds some words. */
  private async heard(words: string): Promise<void> {
    while (!this.said.stderr.includes(words)) await new Promise((resolve) => this.child.stderr?.once("data", resolve));
  }

  private send(method: string, params: unknown): Promise<unknown> {
    const id = this.seq++;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
  }
}
