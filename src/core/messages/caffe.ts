/** Texts about Caffe definition files. */
export const caffeMessages = {
  prototxtOpenString: "string without its closing {quote}",
  prototxtUnclosed: 'no bracket closes this "{bracket}"',
  prototxtStray: 'expected a field such as "name: value", got "{text}"',
  prototxtValueMissing: 'no value follows "{name}:"',
  prototxtValueUnreadable: 'the value of "{name}" cannot begin with "{text}"',
  prototxtNotAField: 'expected a colon or an opening bracket after "{name}"',
  prototxtColonMissing: 'expected ":" between "{name}" and its value',
  prototxtTooDeep: "nested deeper than {limit} messages; the rest is left out",

  caffeExpectedInteger: "{field} takes an integer, got {got}",
  caffeExpectedSize: "{field} takes a size, an integer from 0 up, got {got}",
  caffeExpectedNumber: "{field} takes a number, got {got}",
  caffeExpectedBoolean: "{field} takes true or false, got {got}",
  caffeExpectedWord: "{field} takes a name, got {got}",
  caffeExpectedMessage: "{field} takes fields in brackets",
  caffeFieldMissing: "{type} needs {field}",

  caffeSolver: "a solver definition: the network is in the file that it names",
  caffeNotANetwork: "no layer in this file: not a network definition",
  caffeNoLayers: "no layer of this network is part of phase {phase}",
  caffeUnknownType: "layer type {type} is not known: its output shape is unknown",
  caffeTypeMissing: "layer without a type",
  caffeUnknownBottom: 'no layer before this one makes the blob "{name}"',
  caffeBottomOfOtherState:
    'the blob "{name}" is made by layer "{layer}", which is left out in this state of phase {phase}',
  caffeDuplicateTop: 'the blob "{name}" is already made by layer "{layer}"',
  caffeBottomCount: "{type} needs {least} bottoms, got {got}",
  caffeSharedShape: 'blob "{name}" is shared with layer "{layer}", where it is {expected}; here it would be {got}',
  caffeInputCount: "the network has {count} inputs; input {number} is one too many",
  caffeInputName: 'the network has no input "{name}"',

  caffeInputUnstated: 'the file does not state the shape of "{name}"; give it as an input shape',
  caffeInputStated: "stated in the file",
  caffeInputGiven: "given",
  caffeInputDirective: "a directive comment states it",
  caffeInputSetting: "the setting's default input",
  caffeBottomUnknown: 'the blob "{name}" is not known',

  caffeReadAs: "Read the network with {state}",
  caffeUseName: 'Change to "{name}"',
} as const;
