// Python source as a kind of definition file.
import type { AnalysisRequest, FileFacts, FileProvider, ShouldStop } from "../ir/facts.ts";
import type { FileId } from "../ir/source.ts";
import { analyseProgram, mentionsFramework } from "./analyse.ts";
import { type Analysis, Cancelled, Interpreter } from "./eval/index.ts";
import { FunctionValue } from "./eval/value.ts";
import type { SizeInference } from "./modelQuestion.ts";
import type { Program } from "./program.ts";
import type { ParseResult } from "./syntax/parser.ts";
import { type ReadText, reparse } from "./syntax/reparse.ts";
import { withSyntaxFaults } from "./syntaxFaults.ts";
import { torchModules } from "./torch/index.ts";
import { moduleClass } from "./torch/module.ts";

export type { SizeInference } from "./modelQuestion.ts";

/** What `formats/format.ts` asks of a format; this folder may not import that one. */
export interface PythonFormat {
  readonly name: string;
  readonly extensions: readonly string[];
  readonly languages: readonly string[];
  claims(name: string, text: string): boolean;
  analyse(request: AnalysisRequest, files: FileProvider, shouldStop: ShouldStop): FileFacts | null;
}

/** An interpreter with its evaluated library modules, for one set of folders. */
interface Workshop {
  readonly interpreter: Interpreter;
  files: FileProvider;
  shouldStop: ShouldStop;
  /** The text that is being analysed, or was last, and what it was read as: the next one may differ in a few letters. */
  edited: (ReadText & { readonly file: FileId }) | null;
}

/** Sets of folders whose evaluated modules are kept. */
const mostWorkshops = 4;

export function createPythonFormat(sizes: SizeInference): PythonFormat {
  const workshops = new Map<string, Workshop>();

  function workshopFor(request: AnalysisRequest, files: FileProvider, shouldStop: ShouldStop): Workshop {
    const key = JSON.stringify([request.workspaceRoots, request.searchPaths]);
    let workshop = workshops.get(key);
    if (workshop === undefined) {
      workshop = makeWorkshop(request, files, shouldStop);
      workshops.set(key, workshop);
      for (const oldest of workshops.keys()) {
        if (workshops.size <= mostWorkshops) break;
        workshops.delete(oldest);
      }
    }
    workshop.files = files;
    workshop.shouldStop = shouldStop;
    return workshop;
  }

  return {
    name: "python",
    extensions: [".py"],
    languages: ["python"],
    claims: (name) => /\.pyi?$/i.test(name),
    analyse(request, files, shouldStop) {
      if (!mentionsFramework(request.text)) return plainFacts(request);
      return analyseFile(workshopFor(request, files, shouldStop), request, sizes);
    },
  };
}

function makeWorkshop(request: AnalysisRequest, files: FileProvider, shouldStop: ShouldStop): Workshop {
  const folder = (uri: string) => uri.replace(/\/+$/, "");
  const workshop: Workshop = {
    files,
    shouldStop,
    edited: null,
    interpreter: new Interpreter({
      files: {
        read(uri) {
          const content = workshop.files.get(uri);
          return content.kind === "text" ? { text: content.text, version: content.version } : content.kind;
        },
      },
      natives: torchModules,
      // A class with a forward is a module, though its base is in a package that is not there.
      assumedBase: (namespace) => (namespace.entries.get("forward") instanceof FunctionValue ? moduleClass : null),
      workspaceRoots: request.workspaceRoots.map(folder),
      searchPaths: request.searchPaths.map(folder),
      shouldStop: () => workshop.shouldStop(),
      treeOf: (_, text) => (workshop.edited?.text === text ? workshop.edited.result.module : null),
    }),
  };
  return workshop;
}

/** A file that defines no network: nothing is shown. */
const plainFacts = ({ file, memory }: AnalysisRequest): FileFacts => ({
  file,
  framework: null,
  offers: [],
  models: [],
  diagnostics: [],
  dependencies: [],
  pending: [],
  memory,
});

function analyseFile(workshop: Workshop, request: AnalysisRequest, sizes: SizeInference): FileFacts | null {
  const { file, text } = request;
  const parsed = reparse(text, workshop.edited?.file === file ? workshop.edited : null);
  workshop.edited = { file, text, result: parsed };
  try {
    return workshop.interpreter.analyse({ uri: request.file, text: request.text }, (analysis) => {
      const program = programOf(analysis, request, parsed, workshop.files);
      const facts = analyseProgram(program, request, sizes, () => void analysis.run());
      const told = facts.framework === null ? { diagnostics: [] } : withSyntaxFaults(facts, file, parsed.errors);
      return {
        ...facts,
        ...told,
        file: request.file,
        dependencies: analysis.dependencies,
        pending: analysis.pending,
      };
    });
  } catch (error) {
    if (error instanceof Cancelled) return null;
    throw error;
  }
}

function programOf(analysis: Analysis, request: AnalysisRequest, parsed: ParseResult, files: FileProvider): Program {
  return {
    file: request.file,
    text: request.text,
    sourceOf(file) {
      if (file === request.file) return request.text;
      const content = files.get(file);
      return content.kind === "text" ? content.text : "";
    },
    tree: parsed.module,
    isWhole: parsed.errors.length === 0,
    comments: parsed.comments,
    machine: analysis.machine,
    module: analysis.module,
    lookup: (name) => analysis.lookup(name),
    namesOf: (module, level, wanted) => analysis.namesOf(module, level, wanted),
    evaluate: (expression) => analysis.evaluate(expression),
    call: (callee, keywords) => analysis.call(callee, [], keywords),
    takeDiagnostics: () => analysis.takeDiagnostics(),
    takeException: () => analysis.takeException(),
    renewBudget: () => analysis.renewBudget(),
  };
}
