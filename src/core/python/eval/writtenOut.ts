import type { Dict } from "./value.ts";

/**
 * Dicts with entries that a module writes out as it runs, in braces or as keyword arguments of `dict`, and those that are made of annotations: tables, where a registry
 * begins empty.
 */
export const writtenOut = new WeakSet<Dict>();
