import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { AnalysisReport } from "../../src/panel/analysis-report";
import { CONFIGURATIONS, endDebugging, program, stopAt } from "./debugging";
import { closeAll, panels } from "./support";

const TOOL = "gradientLens_check_tensor";

interface Answer extends AnalysisReport {
  readonly read: readonly string[];
  readonly offers: Readonly<Record<string, string>>;
}

/** In a run of tests VS Code agrees to what else the user is asked (test/e2e/agents.spec.ts). */
async function invoke(input: object): Promise<Answer> {
  const { content } = await vscode.lm.invokeTool(TOOL, { input, toolInvocationToken: undefined });
  const [part] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  return JSON.parse(part.value) as Answer;
}

async function stopInExample(): Promise<void> {
  const text = readFileSync(join(process.env.GRADIENT_LENS_ROOT ?? "", "examples", "debug", "train.py"), "utf8");
  const file = program("train.py", text);
  await stopAt(CONFIGURATIONS.python(file), file, "# stop here");
}

describe("For agents beside a debugger", () => {
  afterEach(async () => {
    await vscode.workspace.getConfiguration("gradientLens.debug").update("evaluate", undefined, true);
    await endDebugging();
    await closeAll();
  });

  it("check_tensor refuses where no program is stopped, and what it does not know", async () => {
    await vscode.extensions.getExtension("gradient-lens.gradient-lens")?.activate();
    await assert.rejects(invoke({ expression: "x" }), /There is no stopped program/);
    await assert.rejects(invoke({ expression: "" }), /Expected an expression of the program for expression, got ""/);
    await assert.rejects(invoke({ expression: "x", dX: "dx" }), /Expected expression, layer, .* or shape, got dX\./);
    await assert.rejects(invoke({ expression: "x", shape: [0] }), /Expected shape, a list of whole numbers above 0/);
  });

  it("check_tensor names the mistake in the gradients of a stopped program, and opens no panel", async () => {
    await stopInExample();
    const roles = {
      gamma: "gamma",
      beta: "beta",
      eps: "eps",
      dout: "dout",
      dx: "dx",
      dgamma: "dgamma",
      dbeta: "dbeta",
    };
    const answer = await invoke({ expression: "x", ...roles });
    assert.equal(answer.verdict, "wrong");
    assert.match(answer.headline, /^Your dx is wrong: variance path left out/);
    assert.deepEqual(answer.shape, [64, 64]);
    assert.equal(answer.doutSeed, null);
    assert.match(answer.read[0] ?? "", /^x in train\.py:\d+$/);
    assert.ok(answer.read.includes("your dx = dx"), answer.read.join("; "));
    assert.ok(JSON.stringify(answer).length < 8000);
    assert.equal(panels().length, 0);
    await assert.rejects(invoke({ expression: "word" }), /word is text of 12 characters/);
    await assert.rejects(invoke({ expression: "x", dout: "nothing" }), /dout = nothing cannot be read at this stop/);
    const settings = vscode.workspace.getConfiguration("gradientLens.debug");
    await settings.update("evaluate", "forbid", true);
    await assert.rejects(
      invoke({ expression: "x" }),
      /x was not read: the setting gradientLens\.debug\.evaluate forbids/,
    );
  });
});
