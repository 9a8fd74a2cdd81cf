// A bare client of the debug adapter protocol: launches a program under a real adapter, runs it to a line and hands out
// the session that readers take. Every message in both directions can be looked at.
import { execFileSync, spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";
import { connect } from "node:net";
import type { Duplex, Readable, Writable } from "node:stream";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { DapSession } from "../../src/debug/session/dap-session";
import { findPython } from "../../scripts/lib/python-environment.mjs";
import { itemAt } from "../../src/core/item-at";

export const PYTHON = process.env.GRADIENT_LENS_PYTHON ?? "/usr/bin/python3";

/** Each Python that a test without PyTorch runs on: Debian's, the pinned one, and a newer one, as far as they are there. */
const { GRADIENT_LENS_NEWER_PYTHON: NEWER = PYTHON } = process.env;
export const PYTHONS: readonly string[] = [...new Set([PYTHON, findPython("today") ?? PYTHON, NEWER])];

export interface Adapter {
  readonly type: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Talks over a port of 127.0.0.1 instead of its standard streams: how it says on which, the number in a group. */
  readonly listens?: RegExp;
  readonly adapterId: string;
}

/** The debugpy of a Python. */
export function debugpyOf(python: string): Adapter {
  return { type: "debugpy", adapterId: "debugpy", command: python, args: ["-m", "debugpy.adapter"] };
}

export const debugpy = debugpyOf(PYTHON);

/** A Python program that says itself where debugpy listens in it, once it has imported what takes long under a debugger. */
export function waitingProgram(python: string, args: readonly string[]): Adapter {
  return { ...debugpyOf(python), args, listens: LISTENS };
}

export const LISTENS = /debugpy listens on (\d+)\n/;

const { GRADIENT_LENS_LLDB_DAP: NEWER_LLDB } = process.env;

/**
 * Debian's LLDB, which reads std::vector wrongly without its own Python modules; GRADIENT_LENS_LLDB_DAP names an lldb-dap in
 * its place.
 */
export const lldb: Adapter = NEWER_LLDB
  ? { type: "lldb-dap", adapterId: "lldb-dap", command: NEWER_LLDB, args: [] }
  : {
      type: "lldb-vscode",
      adapterId: "lldb-vscode",
      command: "lldb-vscode-14",
      args: [],
      env: { PYTHONPATH: "/usr/lib/llvm-14/lib/python3.11/dist-packages" },
    };

/** Delve serves on a port that the system gives it. */
export const delve = (): Adapter => ({
  type: "go",
  adapterId: "go",
  command: installed("delve"),
  args: ["dap", "--listen=127.0.0.1:0"],
  listens: /listening at: 127\.0\.0\.1:(\d+)/,
});

/** GDB through Eclipse's adapter: GDB has one of its own from version 14 on only. */
export function gdb(): Adapter {
  return { type: "gdb", adapterId: "gdb", command: process.execPath, args: [installed("gdb-adapter")] };
}

/** GDB's own adapter, where a GDB has one: GRADIENT_LENS_GDB names another than that on the PATH. */
export function gdbItself(): Adapter | undefined {
  const command = process.env.GRADIENT_LENS_GDB ?? "gdb";
  const version = /GNU gdb .*?(\d+)\.\d+\s*$/m.exec(
    spawnSync(command, ["--version"], { encoding: "utf8" }).stdout ?? "",
  )?.[1];
  if (Number(version ?? 0) < 14) return undefined;
  return { type: "gdb", adapterId: "gdb", command, args: ["-q", "-nx", "-i", "dap"] };
}

/** The adapters for GDB that are tested: GDB's own where there is one. */
export function gdbs(): readonly (readonly [name: string, adapter: () => Adapter])[] {
  const own = gdbItself();
  return [["GDB", gdb], ...(own ? [["GDB's own adapter", () => own] as const] : [])];
}

/** What a script of scripts/lib installs: it says last where that is, after what installing it may have said. */
function installed(script: string): string {
  const said = execFileSync(process.execPath, [`scripts/lib/${script}.mjs`], { encoding: "utf8" });
  return said.trim().split("\n").at(-1) ?? "";
}

/** A running program under a debugger. */
export class DapClient implements DapSession {
  readonly id: string;
  readonly name: string;
  capabilities: DebugProtocol.Capabilities | undefined;
  /** Requests sent, newest last. */
  readonly sent: { command: string; args: unknown }[] = [];
  readonly events: DebugProtocol.Event[] = [];
  largestMessage = 0;
  threadId = 0;
  frameId = 0;
  private seq = 1;
  private buffer = Buffer.alloc(0);
  private readonly pending = new Map<number, { resolve: (body: unknown) => void; reject: (error: Error) => void }>();
  private readonly watchers = new Set<() => void>();
  private ended: Error | undefined;

  private constructor(
    readonly type: string,
    private readonly child: ChildProcess,
    private readonly input: Writable,
    output: Readable,
    number = child.pid,
  ) {
    this.id = `session-${number}`;
    this.name = `${type} ${number}`;
    output.on("data", (data: Buffer) => this.take(data));
    child.on("exit", () => this.end(new Error(`the adapter ${this.name} ended`)));
    output.on("close", () => this.end(new Error(`the adapter ${this.name} closed its stream`)));
    // A request to an adapter that has just died fails on its way, before the exit is heard of.
    input.on("error", ({ message }) => this.end(new Error(`the adapter ${this.name} closed its stream: ${message}`)));
  }

  /** Starts an adapter and says hello. */
  static async start(adapter: Adapter, options: SpawnOptions = {}): Promise<DapClient> {
    const child = spawn(adapter.command, [...adapter.args], {
      ...options,
      env: { ...process.env, ...adapter.env, ...options.env },
      stdio: ["pipe", "pipe", "ignore"],
    });
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    const [port] = adapter.listens ? await portsOf(child, adapter.listens, 1) : [];
    const stream = port === undefined ? undefined : await connectTo(port);
    const [input, output] = [stream ?? child.stdin, stream ?? child.stdout];
    if (!input || !output) throw new Error("expected the adapter's standard streams");
    return await new DapClient(adapter.type, child, input, output).greet(adapter.adapterId);
  }

  /** Says hello to the debugpy of a process that `program` has started. Several may share the program. */
  static async connect(program: ChildProcess, port: number): Promise<DapClient> {
    const stream = await connectTo(port);
    return await new DapClient("debugpy", program, stream, stream, port).greet("debugpy");
  }

  /** The debugger of the first process that the program starts, run to a breakpoint there. */
  async subprocess(path: string, line: number): Promise<DapClient> {
    const event = await this.event("debugpyAttach");
    const attach = event.body as { request: string; connect: { port: number } };
    const client = await DapClient.connect(this.child, attach.connect.port);
    await client.launchTo(path, line, attach);
    return client;
  }

  private async greet(adapterID: string): Promise<this> {
    this.capabilities = (await this.customRequest("initialize", {
      clientID: "gradient-lens-tests",
      adapterID,
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: "path",
      supportsVariableType: true,
      supportsVariablePaging: true,
      supportsMemoryReferences: true,
    })) as DebugProtocol.Capabilities;
    return this;
  }

  /** Launches a program, or attaches to one that waits, and runs it to a breakpoint. */
  async launchTo(path: string, line: number, launch: Readonly<Record<string, unknown>>): Promise<void> {
    const launched = this.customRequest(launch.request === "attach" ? "attach" : "launch", launch);
    await this.event("initialized");
    await this.customRequest("setBreakpoints", { source: { path }, breakpoints: [{ line }] });
    await this.customRequest("configurationDone", {});
    await launched;
    await this.stopped();
  }

  /** Lets the stopped thread run on to a line of a file, where alone it stops. */
  async continueTo(path: string, line: number): Promise<void> {
    await this.customRequest("setBreakpoints", { source: { path }, breakpoints: [{ line }] });
    const since = this.events.length;
    await this.customRequest("continue", { threadId: this.threadId });
    await this.stopped(since);
  }

  /** Waits for the next stop after `since` events and takes its top frame. */
  async stopped(since = 0): Promise<void> {
    const event = (await this.event("stopped", since)) as DebugProtocol.StoppedEvent;
    this.threadId = event.body.threadId ?? 0;
    await this.takeFrame(0);
  }

  async takeFrame(depth: number): Promise<void> {
    const trace = (await this.customRequest("stackTrace", { threadId: this.threadId, levels: depth + 1 })) as {
      stackFrames: { id: number }[];
    };
    this.frameId = itemAt(trace.stackFrames, depth).id;
  }

  async event(name: string, since = 0): Promise<DebugProtocol.Event> {
    return await new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.events.slice(since).find((event) => event.event === name);
        if (!found && !this.ended) return;
        clearTimeout(timer);
        this.watchers.delete(look);
        if (found) resolve(found);
        else reject(this.ended ?? new Error("ended"));
      };
      const timer = setTimeout(() => {
        this.watchers.delete(look);
        reject(
          new Error(`expected the event "${name}" within 80 s, got ${this.events.map((event) => event.event).join()}`),
        );
      }, 80_000);
      this.watchers.add(look);
      look();
    });
  }

  customRequest(command: string, args?: unknown): Promise<unknown> {
    if (this.ended) return Promise.reject(this.ended);
    const seq = this.seq++;
    const message = JSON.stringify({ seq, type: "request", command, arguments: args });
    this.sent.push({ command, args });
    this.input.write(`Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`);
    return new Promise((resolve, reject) => this.pending.set(seq, { resolve, reject }));
  }

  /** Evaluates as a user would, in the context that changes nothing. */
  async value(expression: string): Promise<string> {
    const body = (await this.customRequest("evaluate", {
      expression,
      frameId: this.frameId,
      context: "clipboard",
      format: { rawString: true },
    })) as { result: string };
    return body.result;
  }

  /** Ends program and adapter at once. */
  async stop(): Promise<void> {
    // Ends with the answer, or with the adapter, which may not stay to answer.
    if (!this.ended) await this.customRequest("disconnect", { terminateDebuggee: true }).catch(() => undefined);
    this.child.kill("SIGKILL");
    this.input.destroy(); // an adapter that a program has started waits for it
    // A debugger that died in a test leaves its program behind.
    for (const event of this.events.filter((event) => event.event === "process")) {
      const { systemProcessId } = event.body as { systemProcessId?: number };
      try {
        if (systemProcessId) process.kill(systemProcessId, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
  }

  /** Ends the adapter as a crash does. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  private end(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.pending.values()) reject(this.ended);
    this.pending.clear();
    for (const look of [...this.watchers]) look();
  }

  private take(data: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      const end = this.buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: *(\d+)/i.exec(this.buffer.toString("latin1", 0, end))?.[1]);
      if (this.buffer.length < end + 4 + length) return;
      const text = this.buffer.toString("utf8", end + 4, end + 4 + length);
      this.buffer = this.buffer.subarray(end + 4 + length);
      this.largestMessage = Math.max(this.largestMessage, length);
      this.receive(JSON.parse(text) as DebugProtocol.ProtocolMessage);
    }
  }

  private receive(message: DebugProtocol.ProtocolMessage): void {
    if (message.type === "event") {
      this.events.push(message as DebugProtocol.Event);
      for (const look of [...this.watchers]) look();
    } else if (message.type === "response") {
      const response = message as DebugProtocol.Response;
      const waiting = this.pending.get(response.request_seq);
      this.pending.delete(response.request_seq);
      if (response.success) waiting?.resolve(response.body);
      else waiting?.reject(new Error(response.message ?? "refused"));
    } else {
      // runInTerminal and startDebugging: this client has neither.
      const request = message as DebugProtocol.Request;
      const refusal = {
        seq: this.seq++,
        type: "response",
        request_seq: request.seq,
        command: request.command,
        success: false,
      };
      const text = JSON.stringify(refusal);
      this.input.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    }
  }
}

/** The ports that an adapter, or each of a program's processes, says it listens on: the number in a group of `listens`. */
export function portsOf(child: ChildProcess, listens: RegExp, count: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (data: Buffer) => {
      said += data.toString();
      const ports = Array.from(said.matchAll(new RegExp(listens, "g")), ([, port]) => Number(port));
      if (ports.length >= count) resolve(ports);
    });
    child.once("exit", () => reject(new Error(`the adapter ended before it listened: ${said}`)));
  });
}

function connectTo(port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}
