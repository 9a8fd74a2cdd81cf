import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import type { Server } from "./vscode-server.mjs";

export type Theme = "light" | "dark" | "hc-dark" | "hc-light";
export const THEMES: Readonly<Record<Theme, string>>;
export function quietSettings(theme?: Theme): Record<string, unknown>;

export interface WorkbenchOptions {
  /** The workspace: a folder, or the URI of one. */
  readonly folder: string;
  /** Folders of extensions to have installed; the product alone when not given. */
  readonly extensions?: readonly string[];
  /** An extensions folder that is filled already; then `extensions` must be empty. */
  readonly extensionsDir?: string;
  readonly theme?: Theme;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a workspace is trusted only when the user says so. */
  readonly trust?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  readonly scale?: number;
  readonly payload?: (server: Server) => readonly (readonly [string, string])[];
  readonly beforeOpen?: (page: Page) => void | Promise<void>;
  readonly waitForExplorer?: boolean;
  readonly log?: (line: string) => void;
}
export function openWorkbench(options: WorkbenchOptions): Promise<Workbench>;

export class Workbench {
  readonly page: Page;
  readonly server: Server;
  readonly browser: Browser;
  close(): Promise<void>;
  explorer(): Locator;
  file(name: string): Locator;
  openFile(name: string): Promise<void>;
  editor(name: string): Locator;
  tab(name: string): Locator;
  runCommand(title: string): Promise<void>;
  pickFromMenu(label: string): Promise<void>;
  debugUntilStop(): Promise<void>;
  variable(name: string): Locator;
  panelFrame(): FrameLocator;
  drawn(after?: number): Promise<number>;
}
