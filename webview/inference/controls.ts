import { h } from "../shared/dom.ts";
import { text } from "../shared/text.ts";
import { button, checkbox, dropdown, setDisabled, textField } from "../toolkit.ts";
import type { WeightChoice } from "./build.ts";
import type { InputKind, Picture, PixelScale } from "./inputs.ts";
import type { Backend } from "./protocol.ts";

export interface Choices {
  readonly backend: Backend | "auto";
  readonly weights: WeightChoice;
  readonly input: InputKind;
  readonly picture: Picture | null;
  readonly pixels: PixelScale;
  readonly compare: boolean;
}

export interface Controls {
  readonly element: HTMLElement;
  choices(): Choices;
  setBackend(backend: Choices["backend"]): void;
  setRunning(running: boolean): void;
  usePicture(file: File): Promise<void>;
}

/** The row of choices above the results. */
export function createControls(actions: { run(): void; cancel(): void; save(): void }): Controls {
  let backend: Choices["backend"] = "auto";
  let weights: WeightChoice["kind"] = "deterministic";
  let input: InputKind = "ramp";
  let pixels: PixelScale = "unit";
  let compare = false;
  let picture: Picture | null = null;

  const run = button({ label: text("inferenceRun"), icon: "play", appearance: "primary", press: actions.run });
  const cancel = button({ label: text("inferenceCancel"), icon: "stop", press: actions.cancel });
  cancel.hidden = true;
  const save = button({ label: text("inferenceSave"), icon: "download", press: actions.save });
  const seed = textField(text("inferenceSeed"), { value: "0" });
  const file = h("input", { type: "file", accept: "image/*", hidden: true });
  const chosen = h("span", { class: "muted picture-name" });
  const choose = button({ label: text("inferenceChooseImage"), icon: "image", press: () => file.click() });
  file.addEventListener("change", () => {
    const [first] = file.files ?? [];
    if (first) void usePicture(first);
  });

  const backendChoice = dropdown(
    text("inferenceBackend"),
    [
      { value: "auto", label: text("inferenceAuto") },
      { value: "webgpu", label: "WebGPU" },
      { value: "wasm", label: "WASM" },
    ],
    (value) => {
      backend = value as Choices["backend"];
    },
  );
  const weightChoice = dropdown(
    text("inferenceWeights"),
    [
      { value: "deterministic", label: text("inferenceDeterministic") },
      { value: "random", label: text("inferenceRandom") },
    ],
    (value) => {
      weights = value as WeightChoice["kind"];
      show();
    },
  );
  const inputChoice = dropdown(
    text("inferenceInput"),
    [
      { value: "ramp", label: text("inferenceRamp") },
      { value: "noise", label: text("inferenceNoise") },
      { value: "image", label: text("inferenceImage") },
    ],
    (value) => {
      input = value as InputKind;
      show();
      if (input === "image" && !picture) file.click();
    },
  );
  const pixelChoice = dropdown(
    text("inferencePixels"),
    [
      { value: "unit", label: text("inferenceUnitScale") },
      { value: "imagenet", label: text("inferenceImagenetScale") },
    ],
    (value) => {
      pixels = value as PixelScale;
    },
  );
  const labelled = (label: string, ...controls: HTMLElement[]): HTMLElement =>
    h("div", { class: "choice" }, h("span", { class: "choice-label" }, label), ...controls);
  const seedField = labelled(text("inferenceSeed"), seed);
  const imageFields = labelled(text("inferencePixels"), pixelChoice.element, choose, chosen);

  function show(): void {
    seedField.hidden = weights !== "random" && input !== "noise";
    imageFields.hidden = input !== "image";
  }
  async function usePicture(given: File): Promise<void> {
    picture = { name: given.name, bitmap: await createImageBitmap(given) };
    chosen.textContent = given.name;
    input = "image";
    inputChoice.select("image");
    show();
  }
  show();

  return {
    element: h(
      "div",
      { class: "controls" },
      h("div", { class: "choice" }, run, cancel, save),
      labelled(text("inferenceBackend"), backendChoice.element),
      labelled(text("inferenceWeights"), weightChoice.element),
      labelled(text("inferenceInput"), inputChoice.element),
      seedField,
      imageFields,
      h(
        "div",
        { class: "choice" },
        checkbox(text("inferenceCompare"), compare, (checked) => {
          compare = checked;
        }),
      ),
      file,
    ),
    choices: () => ({
      backend,
      weights: { kind: weights, seed: Number.parseInt(seed.value, 10) || 0 },
      input,
      picture,
      pixels,
      compare,
    }),
    setBackend(next) {
      backend = next;
      backendChoice.select(next);
    },
    setRunning(running) {
      run.hidden = running;
      cancel.hidden = !running;
      setDisabled(save, running);
      for (const choice of [backendChoice, weightChoice, inputChoice, pixelChoice])
        setDisabled(choice.element, running);
    },
    usePicture,
  };
}
