/** What an operator file exports. The types live in `ir`, because the builder runs the rules and may not import them. */
export type * from "../ir/operator.ts";
