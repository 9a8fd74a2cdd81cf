// mocha's "spec" reporter, and one machine-readable line at its end that `npm test` adds up.
const Mocha = require("mocha").default ?? require("mocha");

module.exports = class TallyReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    runner.on("fail", (test, error) =>
      failures.push({ title: test.fullTitle(), message: String(error?.message ?? error) }),
    );
    runner.once("end", () => {
      const { passes, pending } = runner.stats;
      console.log(`@tally ${JSON.stringify({ passed: passes, failed: failures.length, pending, failures })}`);
    });
  }
};
