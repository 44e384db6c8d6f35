// Mocha's reporter here: a dot for each test, the failures in full, and the counts in the file that the runner named.
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

export default class Reporter extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const tests = [];
    const describeTest = (test) => ({ title: test.fullTitle(), milliseconds: test.duration ?? 0 });
    runner.on("pass", (test) => tests.push({ state: "passed", ...describeTest(test) }));
    runner.on("fail", (test) => tests.push({ state: "FAILED", ...describeTest(test) }));
    runner.on("pending", (test) => tests.push({ state: "skipped", ...describeTest(test) }));
    runner.on("end", () => {
      const count = (state) => tests.filter((test) => test.state === state).length;
      const results = { passed: count("passed"), failed: count("FAILED"), skipped: count("skipped"), tests };
      if (process.env.CONVLENS_TEST_RESULTS) writeFileSync(process.env.CONVLENS_TEST_RESULTS, JSON.stringify(results));
    });
  }
}
