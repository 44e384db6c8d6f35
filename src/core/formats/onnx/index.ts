export { type ExportOptions, type ExportResult, exportOnnx, exportOnnxInSteps } from "./write.ts";
