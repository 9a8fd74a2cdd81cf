/** A running server of VS Code; see vscode-server.mjs. */
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly extensions: string;
  readonly userData: string;
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}
export interface ServerOptions {
  readonly extensionsDir?: string;
  readonly userDataDir?: string;
  readonly extensions?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly trust?: boolean;
  readonly log?: (line: string) => void;
}
/** The version of code-server that carries the oldest VS Code of package.json. */
export const OLDEST: string;
export function installServer(): Promise<string>;
export function startServer(options?: ServerOptions): Promise<Server>;
export function remoteUri(server: Server, path: string): string;
export function workbenchUrl(server: Server, folder: string, payload?: readonly (readonly [string, string])[]): string;
