import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

interface TensorReport {
  readonly maxRelativeError: number | string;
  readonly worst: number[];
  readonly error: unknown[];
  readonly wrong: number;
}
/** What --json prints, as far as tests look at it. */
export interface Report {
  readonly shape: number[];
  readonly eps: number;
  readonly mode: string;
  readonly precision: string;
  readonly notes: string[];
  readonly reading: {
    format: string;
    dtype: string;
    values: number;
    assumed: { id: string; text: string }[];
    alternatives: unknown[];
  };
  readonly out: unknown[];
  readonly dx: unknown[];
  readonly dgamma: number[];
  readonly dbeta: number[];
  readonly check: {
    verdict: string;
    reason: string;
    method: string;
    tensors: Record<"dx" | "dgamma" | "dbeta", TensorReport>;
  };
  readonly tolerance: Record<string, number> | null;
  readonly comparison2?: { verdict: string };
  readonly between?: Partial<
    Record<string, { different: number; index: number[]; closer: string; maxDifference: number; ulp: number }>
  >;
  readonly comparison?: {
    verdict: string;
    reason: string;
    tolerance: string | null;
    fits: { set: Record<string, unknown>; sentence: string }[];
    tensors: Partial<Record<"dx" | "dgamma" | "dbeta", TensorReport>>;
    diagnoses: { id: string; tensor: string; explains: number; text: string }[];
  };
}

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

  /** Runs with --json, where nothing may be said beside the report. */
  json(args: readonly string[], input?: string): { status: number | null; report: Report } {
    const { status, stdout, stderr } = this.run([...args, "--json"], input);
    assert.equal(stderr, "");
    return { status, report: JSON.parse(stdout) as Report };
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
