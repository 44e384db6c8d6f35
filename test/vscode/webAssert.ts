// The part of node:assert/strict that suites of the web worker host use; that host has no Node.

function fail(message: string | undefined, fallback: string): never {
  throw new Error(message ?? fallback);
}

function ok(value: unknown, message?: string): asserts value {
  if (!value) fail(message, `expected a true value, got ${String(value)}`);
}

function equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T {
  if (!Object.is(actual, expected)) fail(message, `expected ${String(expected)}, got ${String(actual)}`);
}

function match(text: string, pattern: RegExp, message?: string): void {
  if (!pattern.test(text)) fail(message, `expected a match of ${pattern}, got ${text}`);
}

export default { ok, equal, match };
