import assert from "node:assert/strict";
import type { DapSession } from "../../../../src/debug/session/dap-session";
import { Questions } from "../../../../src/debug/readers/cpp/debugger-questions";
import { layoutOf } from "../../../../src/debug/readers/cpp/value-in-memory";
import { options } from "../../support";

describe("How a map's values lie in memory, by their type", () => {
  const silent: DapSession = {
    ...{ id: "silent", type: "lldb-dap", name: "silent", capabilities: undefined },
    customRequest: () => Promise.reject(new Error("nothing is asked")),
  };
  const questions = new Questions({ session: silent, frameId: 1, expression: "map" }, options().signal);

  for (const [typeName, shape] of [
    ["std::vector<float>", [3]],
    ["std::vector<std::array<float, 2>>", [1.5, 2]],
    ["std::array<float, 3>", [3]],
    ["float *", null],
    ["Eigen::Matrix<double, -1, -1, 0, -1, -1>", [0x100c, 0x1018]],
    ["Eigen::Matrix<double, -1, 3, 0, -1, 3>", [0x100c, 3]],
    ["Eigen::Matrix<double, -1, -1, 0, 4, -1>", [0x100c, 0x1018]],
  ] as const) {
    it(`is known of ${typeName}`, async () => {
      const layout = await layoutOf(questions, typeName);
      const bytes = new DataView(new ArrayBuffer(24));
      for (const [i, word] of [0x1000n, 0x100cn, 0x1018n].entries()) bytes.setBigUint64(8 * i, word, true);
      const value = layout?.valueAt(bytes, 0x5000n);
      assert.ok(value?.kind === "tensor");
      assert.deepEqual(value.location.shape, shape);
    });
  }

  for (const typeName of [
    "std::vector<float *>",
    "std::vector<std::vector<float *>>",
    "std::vector<std::array<float *, 2>>",
    "std::array<float *, 2>",
    "std::array<std::vector<float>, 2>",
    "std::vector<std::array<std::vector<float>, 2>>",
    "float **",
    "std::vector<float> *",
    "Eigen::Matrix<double, -1, -1, 0, 4, 4>",
    "Eigen::Matrix<double, -1, 3, 0, 4, 3>",
  ]) {
    it(`is not of ${typeName}`, async () => {
      assert.equal(await layoutOf(questions, typeName), undefined);
    });
  }
});
