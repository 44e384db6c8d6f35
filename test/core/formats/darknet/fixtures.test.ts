import { describeFixtures } from "../definitionFixtures.ts";
import { analyse } from "./analysis.ts";

describeFixtures("Darknet fixtures", "test/fixtures/darknet", analyse);
