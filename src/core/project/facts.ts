export * from "../ir/facts.ts";
