// Run by the build: node compileAhead.js FOLDER DEFINITION-FILE… Leaves beside the program the code of what a summary of
// each file uses. A function that is not in it is compiled when it is called.
import { writeFileSync } from "node:fs";
import { loadProgram } from "./program.ts";

const [node = "", script = "", folder = "", ...files] = process.argv;
const program = loadProgram(folder);
process.stdout.write = () => true;
for (const file of files) {
  process.argv = [node, script, "summary", file, "--format", "json"];
  await program.run();
}
if (program.codeFile !== null) writeFileSync(program.codeFile, program.script.createCachedData());
