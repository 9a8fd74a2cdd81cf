/** Programs stopped by real debuggers inside VS Code. The types are those of test/launcher/debuggers, and js-debug's. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";

interface Stop {
  readonly session: vscode.DebugSession;
  readonly frame: vscode.DebugStackFrame;
}

/** A program's text in a file of its own, in a fresh folder. */
export function program(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "gradient-lens-program-")), name);
  writeFileSync(file, text);
  return file;
}

/** Compiles a C++ file for the debugger. Gives the executable. */
export function compile(file: string): string {
  const out = file.replace(/\.cpp$/, "");
  const run = spawnSync("g++", ["-g", "-O0", "-std=c++17", "-I/usr/include/eigen3", file, "-o", out], {
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(`g++ failed: ${run.stderr}`);
  return out;
}

export const CONFIGURATIONS = {
  python: (file: string): vscode.DebugConfiguration => ({
    ...{ type: "debugpy", request: "launch", name: "python", program: file },
    ...{ console: "internalConsole", justMyCode: true, cwd: tmpdir() },
  }),
  javascript: (file: string): vscode.DebugConfiguration => ({
    ...{ type: "pwa-node", request: "launch", name: "javascript", program: file, runtimeExecutable: process.execPath },
    ...{ console: "internalConsole", cwd: tmpdir() },
  }),
  cpp: (executable: string): vscode.DebugConfiguration => ({
    ...{ type: "lldb-dap", request: "launch", name: "cpp", program: executable, cwd: tmpdir() },
  }),
};

/** The first line of `file` that holds `marker`. */
export function lineWith(file: string, marker: string): vscode.Location {
  const line = readFileSync(file, "utf8")
    .split("\n")
    .findIndex((text) => text.includes(marker));
  if (line < 0) throw new Error(`expected a line with ${marker} in ${file}`);
  return new vscode.Location(vscode.Uri.file(file), new vscode.Position(line, 0));
}

/** Starts a session with a breakpoint on the line of `file` that holds `marker`, and waits until it has stopped there. */
export async function stopAt(configuration: vscode.DebugConfiguration, file: string, marker: string): Promise<Stop> {
  vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(lineWith(file, marker))]);
  const stopped = nextStop();
  if (!(await vscode.debug.startDebugging(undefined, configuration)))
    throw new Error(`${configuration.name} did not start`);
  return stopped;
}

/** The next time that a program stands still in a frame. Ask before what makes it stop. */
export function nextStop(): Promise<Stop> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error("the program did not stop within 40 s"));
    }, 40_000);
    const listener = vscode.debug.onDidChangeActiveStackItem((item) => {
      if (!(item instanceof vscode.DebugStackFrame)) return;
      clearTimeout(timer);
      listener.dispose();
      resolve({ session: item.session, frame: item });
    });
  });
}

/** Ends every session and takes the breakpoints away. */
export async function endDebugging(): Promise<void> {
  vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  await vscode.debug.stopDebugging();
}
