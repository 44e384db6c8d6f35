export * from "./diagnostic.ts";
export * from "./dim.ts";
export * from "./message.ts";
export * from "./network.ts";
export * from "./shape.ts";
export * from "./source.ts";
export * from "./facts.ts";
