/** Texts about torch modules and functions. */
export const torchMessages = {
  tensorValueUnknown: "the elements of a tensor are not known",
  argumentNoInteger: "the argument is no integer",
  notATensor: "the argument is no tensor",
  indexNotKnown: "the index is not known",
  torchNotModelled: "{name} is not modelled",
  torchGroupsIn: "{channels} input channels are not divisible by {groups} groups",
  torchGroupsOut: "{channels} output channels are not divisible by {groups} groups",
  torchNormGroups: "{channels} channels are not divisible by {groups} groups",
  splitPositions: "the positions of a split are not known",
  dependsOnValues: "the result of {name} depends on values",
  indexTooMany: "{got} indices for a tensor of {rank} dimensions",
} as const;
