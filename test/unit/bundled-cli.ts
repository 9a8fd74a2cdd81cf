import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as it is shipped, in a folder of its own that is removed behind the tests. */
export class BundledCli {
  private constructor(readonly folder: string) {}

  static async build(): Promise<BundledCli> {
    const cli = new BundledCli(mkdtempSync(join(tmpdir(), "gradient-lens-cli-")));
    await build({
      entryPoints: ["src/cli.ts"],
      outfile: cli.script,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "es2023",
      loader: { ".wasm": "base64" },
    });
    return cli;
  }

  get script(): string {
    return this.file("cli.js");
  }

  /** Path of a file in its folder. */
  file(name: string): string {
    return join(this.folder, name);
  }

  run(args: readonly string[], input?: string | Uint8Array): Ended {
    return spawnSync(process.execPath, [this.script, ...args], {
      input,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      timeout: 60_000,
      env: { ...process.env, NO_COLOR: "1" },
    });
  }

  /** Runs a line of a shell in which "$CLI" is the command line. */
  shell(line: string): Ended {
    return spawnSync("bash", ["-c", line], {
      cwd: this.folder,
      encoding: "utf8",
      timeout: 60_000,
      env: { ...process.env, NO_COLOR: "1", NODE: process.execPath, CLI: this.script },
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
