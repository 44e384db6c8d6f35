/** Texts about the command line. */
export const commandLineMessages = {
  serverUsage: "convlens language server: start it with --stdio, --node-ipc, --pipe=NAME or --socket=PORT",
  cliUsage: `convlens reads network definitions as text and tells shapes, parameters, MACs, receptive fields and faults.

  convlens summary FILE [--model EXPR] [--input [NAME=]SHAPE]... [--python-path DIR]...
           [--phase TRAIN|TEST] [--stage NAME]... [--scale NAME] [--format table|json|markdown|csv]
  convlens check PATH... [--python-path DIR]... [--format text|json|sarif] [--try-fixes]
  convlens receptive-field FILE --layer NAME [--unit ROW,COL] [--model EXPR] [--input SHAPE]... [--format table|json]
  convlens export FILE --onnx OUT [--partial] [--weights deterministic|random[:SEED]] [--model EXPR] [--input SHAPE]...
  convlens diff OLD NEW [--model EXPR] [--input SHAPE]... [--format table|json]     (files, or REV:PATH of a git repository)

--try-fixes: changes numbers on copies of the text where a fault has no fix of its own, and offers what mends it.
--partial: where ONNX lacks a layer, exports what does not depend on it, and says what is left out.
Shapes: 1x3x224x224; a name in place of a number is symbolic (Nx3xHxW).
Exit code 0: no error found; 1: at least one; 2: the command could not be carried out.`,
  cliUnknownCommand: "no command {command}; convlens --help lists them",
  cliUnknownOption: "unknown option {option}",
  cliOptionValue: "{option} needs a value",
  cliFlagValue: "{option} takes no value",
  cliOptionTwice: "{option} is given twice",
  cliOptionMissing: "{option} is missing",
  cliArgumentMissing: "{name} is missing",
  cliArgumentExtra: "unexpected argument {argument}",
  cliChoice: "{option} takes one of {choices}, not {value}",
  cliInput: "{text} is no input shape; write 1x3x224x224 or NAME=1x3x224x224",
  cliIsFolder: "{name} is a folder",
  cliNoFolder: "{name} is no folder",
  cliUnreadable: "{name} can't be read",
  cliUnwritable: "{name} can't be written",
  cliNotADefinition: "{name} is no network definition that ConvLens reads",
  cliNoModel: "{name} offers no model without arguments; name one with --model",
  cliUnknownModel: "{name} has no model {model}",
  cliMeantModel: "{name} has no model {model}; did you mean {nearest}?",
  cliOtherModels: "{name} has no model {model}; it offers {offers}",
  cliUnknownLayer: "no layer {layer}",
  cliUnit: "{text} is no unit; write ROW,COL",
  cliUnitOutside: "unit {unit} lies outside the layer's {size} units",
  cliNotSpatial: "layer {layer} has no receptive field",
  cliNoDifference: "no layer and no total differs",
  cliInternal: "internal error: {text}",

  cliInputs: "Inputs",
  cliOutputs: "Outputs",
  cliLayer: "Layer",
  cliType: "Type",
  cliOutput: "Output",
  cliParameters: "Parameters",
  cliMacs: "MACs",
  cliReceptiveField: "Receptive field",
  cliTotal: "Total",
  cliConventions:
    "MACs: multiply-accumulates of convolutions, matrix products and attention; FLOPs = 2 × MACs. Receptive field: size /stride @start of unit 0, in input pixels.",
  cliTotals:
    "{parameters} parameters ({trainable} trainable), {buffers} buffer elements, {macs} MACs; {parameterBytes} of parameters, {activationBytes} of activations, at most {peakBytes} at once",
  cliCoverageFull: "Every one of {calls} calls is known.",
  cliCoverageNone: "No layer is called.",
  cliUnknown: "{name} is unknown: {because}",
  cliUnknownMore: "… and {count} more",
  cliCoverage:
    "Of {calls} calls {unknownCalls} have an unknown shape, {unknownParameters} unknown parameters, {unknownMacs} unknown MACs.",
  cliFix: "fix: {title}",
  cliFixElsewhere: "fix: {title} ({place})",
  cliNote: "note: {text} ({place})",
  cliChecked: "{files} definition files: {errors} errors, {warnings} warnings",
  cliFieldUnit: "unit {unit} of {layer}",
  cliFieldRows: "rows {first} to {last}",
  cliFieldColumns: "columns {first} to {last}",
  cliFieldNothing: "nothing but padding",
  cliFieldWhole: "before clipping at the borders",
  cliFieldSize: "size {size}, stride {stride}, start {start}",
  cliFieldUneven: "size or step differs between units or branches",
  cliWeights: "weights are deterministic or random[:SEED], not {text}; weight files are not read yet",
  cliExportRefused: "layer {layer} can't be exported: {because}",
  cliExportPartial: "{refusal}; --partial exports what does not depend on it",
  cliExported: "{name}: {nodes} nodes, {bytes}",
  cliExportedPart: "{name}: {nodes} of {all} nodes, {bytes}; outputs {outputs}",
  cliExportLeftOut: "  left out, with what depends on it: {layer}: {because}",
} as const;
