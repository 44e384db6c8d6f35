// Compares ConvLens with what the frameworks themselves measured. Usage: npm run conformance -- [SET]... [--all] [--result FILE]
// The sets are listed in main.ts. torchvision:resnet18,vgg16 takes part of a set, timm:resnet the models of one file. A set
// that is named runs whole; without names all sets run, the long ones in part unless --all is given.
import { runBundled } from "../support/runBundled.mjs";

await runBundled("test/conformance/main.ts", "conformance", ({ runConformance }) =>
  runConformance(process.argv.slice(2)),
);
