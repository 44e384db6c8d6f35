// What VS Code calls in its extension host, in Node and in a web worker alike: runs the bundled suites in mocha's
// browser build and leaves the results where the runner looks for them. An exit code alone proves nothing, since a
// killed extension host ends with 0.
import "./location.ts";
import "mocha/mocha.js";
import { ask } from "./bridge.ts";

interface TestResult {
  readonly state: "passed" | "FAILED" | "skipped";
  readonly title: string;
  readonly milliseconds: number;
  readonly error?: string;
}

/** Loads the suites, runs them, reports; rejects when a test failed, as VS Code expects. */
export async function runSuites(load: () => Promise<void>, grep: string): Promise<void> {
  const tests: TestResult[] = [];
  const describeTest = (test: Mocha.Test) => ({ title: test.fullTitle(), milliseconds: test.duration ?? 0 });
  class Reporter {
    constructor(runner: Mocha.Runner) {
      runner.on("pass", (test) => tests.push({ state: "passed", ...describeTest(test) }));
      runner.on("pending", (test) => tests.push({ state: "skipped", ...describeTest(test) }));
      runner.on("fail", (test, error: Error) =>
        tests.push({ state: "FAILED", ...describeTest(test), error: error.stack ?? String(error) }),
      );
    }
  }
  mocha.setup({ ui: "bdd", reporter: Reporter as unknown as Mocha.ReporterConstructor, timeout: 60_000 });
  if (grep !== "") mocha.grep(grep);
  await load();
  await new Promise<void>((resolve) => mocha.run(() => resolve()));
  const count = (state: TestResult["state"]) => tests.filter((test) => test.state === state).length;
  const failed = count("FAILED");
  await report({ passed: count("passed"), failed, skipped: count("skipped"), tests });
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

/** Written by the host itself where it has files, by the bridge where it has none. */
async function report(results: object): Promise<void> {
  const file = globalThis.process?.env?.["CONVLENS_TEST_RESULTS"];
  if (file === undefined) await ask("results", results);
  else (await import("node:fs")).writeFileSync(file, JSON.stringify(results));
}
