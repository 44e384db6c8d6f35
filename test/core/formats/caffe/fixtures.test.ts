import { describeFixtures } from "../definitionFixtures.ts";
import { analyse } from "./analysis.ts";

describeFixtures("Caffe fixtures", "test/fixtures/caffe", analyse);
