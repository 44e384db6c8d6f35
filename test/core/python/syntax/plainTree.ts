import { DeferredFunction } from "../../../../src/core/python/syntax/deferredBody.ts";

/** A tree as plain data, with the bodies that are read when they are looked at. */
export const plainTree = (tree: unknown): unknown =>
  JSON.parse(
    JSON.stringify(tree, (_, value: unknown) => {
      if (typeof value === "bigint") return String(value);
      if (!(value instanceof DeferredFunction)) return value;
      const { start, end, name, nameStart, nameEnd, typeParams, params, returns, decorators, isAsync, body } = value;
      const kind = "FunctionDef";
      return { kind, start, end, name, nameStart, nameEnd, typeParams, params, returns, decorators, isAsync, body };
    }),
    // The order of the fields says nothing.
    (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );
