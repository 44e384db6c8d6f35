import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadProgram } from "./program.ts";

void loadProgram(path.dirname(fileURLToPath(import.meta.url))).run();
