import assert from "node:assert/strict";
import { reportOfAnalysis } from "../../src/panel/analysis-report";
import { panelStateOf } from "../unit/panel-state";
import { RIGHT_AND_WRONG } from "../unit/second-candidate";

describe("What other extensions are told of an analysis", () => {
  it("counts a second candidate", async () => {
    const content = JSON.stringify(RIGHT_AND_WRONG);
    const report = reportOfAnalysis(await panelStateOf({ kind: "text", content, name: "problem.gradlens.json" }));
    assert.equal(report.comparison?.verdict, "correct");
    assert.equal(report.comparison2?.verdict, "wrong");
    assert.equal(report.verdict, "wrong");
    assert.match(report.headline, /^Your dx is right.*\. Your second dx is wrong: /);
  });
});
