/** Texts about Darknet definition files. */
export const darknetMessages = {
  darknetNoSection: "no section before this line: Darknet cannot place it",
  darknetValueMissing: 'no value follows "=": Darknet leaves the line out',
  darknetBracketMissing: 'no "]" closes the name of the section',
  darknetTitleRest: "Darknet takes this for a part of the section's name and does not know it then",
  darknetRemove: "Remove it",
  darknetNotANumber: '{key} takes a number: Darknet reads "{got}" as 0',
  darknetCommaInComment:
    "a comma of the comment counts as one of {key}: Darknet takes what follows it for another entry",
  darknetRepeated: "{key} is stated before: Darknet takes the first",
  darknetUnknownOption: "{key} is no option of [{section}]: Darknet leaves it out",
  darknetUseName: "Change to {name}",
  darknetSectionName: "section without a name",
  darknetUnknownSection: "section [{section}] is not known: its output shape is unknown",
  darknetUnknownActivation: "activation {name} is not known: Darknet takes relu",
  darknetChoice: "{key} takes one of {choices}, got {got}",
  darknetOptionMissing: "[{section}] needs {key}",

  darknetInputSize: "[net] states no input: it needs height, width and channels, or inputs",
  darknetInputCount: "the network has one input; input {number} is one too many",
  darknetInputName: 'the network has no input "{name}"; its input is called "{input}"',
  darknetInputStated: "stated in [net]",
  darknetInputGiven: "given",
  darknetInputDirective: "a directive comment states it",
  darknetInputSetting: "the setting's default input",

  darknetNeedsImage: "[{section}] takes a map of channels, height and width, got {got}",
  darknetLayerRange: "there is no layer {layer} before layer {index}",
  darknetLayerUnknown: "layer {layer} is not there",
  darknetRouteSizes:
    "maps of different sizes cannot be joined: layer {first} gives {left}, layer {other} gives {right}",
  darknetRouteVector:
    "maps of different sizes are joined to one row of numbers: layer {first} gives {left}, layer {other} gives {right}",
  darknetRouteGroups: "the {channels} channels of layer {layer} are not divisible by {groups} groups",
  darknetGroupRange: "there is no group {group}: the groups are 0 to {last}",
  darknetShortcutSizes: "{right} of layer {layer} cannot be added to {left}",
  darknetShortcutCut:
    "{right} of layer {layer} is added to {left} position by position from the first corner; AlexeyAB's fork refuses it",
  darknetShortcutChannels: "only the first {channels} channels are added: {left} and {right} of layer {layer}",
  darknetScaleShape: "{left} cannot scale the {axes} of {right} of layer {layer}",
  darknetSameShape: "expected the shape of layer {layer}, {right}, got {left}",
  darknetShareShape: "layer {layer} has other weights: {right}, these would be {left}",
  darknetShareLayer: "layer {layer} is no convolution",
  darknetReorgSize: "{shape} cannot be reordered by a stride of {stride}: Darknet reads and writes beyond it",
  darknetCropSize: "a map of {height}x{width} cannot be cut to {toHeight}x{toWidth}",
  darknetSoftmaxGroups: "{features} numbers are not divisible by {groups} groups",
  darknetTree: "the tree of classes in {file} is not read",
} as const;
