import type { Fault, Result } from "../../../core/fault";
import type { DapSession } from "../../session/dap-session";

/** What an agent is asked. */
export type AgentAsk =
  | { readonly op: "describe" }
  | { readonly op: "list"; readonly numbers: string } // names of plain numbers that are listed, too
  | { readonly op: "beginnings"; readonly most: number } // bytes of each value of a list
  | { readonly op: "chunk"; readonly start: number; readonly stop: number }
  | {
      readonly op: "read";
      readonly inline: number; // bytes that come in the answer itself
      readonly folder: string | null; // where to write more than that
      readonly nonce: string; // content of the folder's probe
      readonly most: number; // bytes that are written at most
      readonly unasked: number; // bytes that are copied from a device without asking
    };

/** A language whose debugger evaluates expressions that are whole programs: they look at the tensor from inside. */
export interface AgentLanguage {
  readonly language: string;
  /** The expression that answers `ask` about the user's expression. */
  express(expression: string, ask: AgentAsk): string;
  /** The user's expression in a form that ".grad" can follow. */
  operand(expression: string): string;
  /** Whether expressions of this debug type can write files. */
  hasFiles(debugType: string): boolean;
  /** Words for faults of this language that say what to do. */
  explain?(fault: Fault): Fault;
  /** What stands for the expression when the frame's tensors are asked for, where the language cannot list them itself. */
  names?(session: DapSession, frameId: number, signal: AbortSignal): Promise<Result<string>>;
}
