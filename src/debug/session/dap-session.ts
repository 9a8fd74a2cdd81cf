import type { DebugProtocol } from "@vscode/debugprotocol";

/** What a reader needs of a debug session; VS Code's DebugSession and a bare client of the protocol both fit. */
export interface DapSession {
  readonly id: string;
  /** Type of its launch configuration: "debugpy", "pwa-node", "lldb-dap". */
  readonly type: string;
  readonly name: string;
  /** Body of the adapter's answer to "initialize". Absent when the session began before anybody listened. */
  readonly capabilities: DebugProtocol.Capabilities | undefined;
  /** Resolves with the body of the answer, rejects with the adapter's message. */
  customRequest(command: string, args?: unknown): Thenable<unknown>;
}

/** An expression in one frame of a stopped program. */
export interface Target {
  readonly session: DapSession;
  readonly frameId: number; // 0 is a frame like any other
  readonly expression: string;
}
