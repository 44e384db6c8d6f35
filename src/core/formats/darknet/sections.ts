import type { Diagnostic } from "../../ir/diagnostic.ts";
import { nearestName } from "../../ir/nearest.ts";
import type { FileId } from "../../ir/source.ts";
import { message } from "../../messages/index.ts";
import type { CfgSection } from "./cfg.ts";

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** What both forks read of any layer. */
const common = words(`
  burnin_update clip dont_update dontload dontloadscales dontsave learning_rate numload onlyforward smooth stopbackward
  stream train_only_bn truth wait_stream`);

const anchors = "anchors classes ignore_thresh jitter map mask max num random resize truth_thresh";

const overlap = `
  beta_nms cls_normalizer counters_per_class delta_normalizer iou_loss iou_normalizer iou_thresh iou_thresh_kind
  label_smooth_eps max_delta nms_kind obj_normalizer objectness_smooth scale_x_y show_details`;

const boxes =
  "absolute bias_match class_scale classes coord_scale coords jitter noobject_scale num object_scale random rescore";

const kernel = "activation batch_normalize dilation groups pad padding size stride xnor";

const pooling = "antialiasing maxpool_depth maxpool_zero_nonmax out_channels padding size stride stride_x stride_y";

/** The options that one of the forks reads, by section. */
const ofSections: Readonly<Record<string, string>> = {
  activation: "activation",
  avgpool: "",
  batchnorm: "",
  connected: "activation batch_normalize output",
  contrastive: "classes cls_normalizer contrastive_neg_max max_delta temperature yolo_layer",
  conv_lstm: `${kernel} bottleneck lstm_activation output peephole shortcut state_constrain time_normalizer`,
  convolutional: `${kernel} angle antialiasing assisted_excitation bin_output binary cbn coordconv dot filters flipped
    grad_centr reverse rotate share_index stretch stretch_sway stride_x stride_y sway`,
  cost: "noobj ratio scale thresh type",
  crnn: `${kernel} hidden hidden_filters output output_filters shortcut`,
  crop: "angle crop_height crop_width exposure flip noadjust saturation shift",
  deconvolutional: "activation batch_normalize filters pad padding size stride",
  detection: `${boxes} forced max reorg resize side softmax sqrt`,
  dropout: "dropblock dropblock_size_abs dropblock_size_rel probability",
  empty: "",
  Gaussian_yolo: `${anchors} ${overlap} uc_normalizer yolo_point`,
  gru: "batch_normalize output tanh",
  history: "history_size",
  implicit: "atoms filters mean std",
  iseg: "classes ids",
  l2norm: "",
  local: "activation filters pad size stride",
  local_avgpool: pooling,
  logistic: "",
  lstm: "batch_normalize output",
  maxpool: pooling,
  normalization: "alpha beta kappa size",
  region: `${boxes} anchors background classfix focal_loss log map mask_scale max resize softmax sqrt thresh tree`,
  reorg: "extra flatten reverse stride",
  reorg3d: "reverse stride",
  rnn: "activation batch_normalize hidden logistic output shortcut",
  route: "group_id groups layers",
  sam: "activation from",
  scale_channels: "activation from scale_wh",
  shortcut: "activation alpha beta from weights_normalization weights_type",
  softmax: "groups noloss spatial temperature tree",
  upsample: "scale stride",
  yolo: `${anchors} ${overlap} dets_for_show dets_for_track embedding_layer focal_loss new_coords sim_thresh
    track_ciou_norm track_history_size`,
};

/** Short spellings of sections. */
const spellings: Readonly<Record<string, string>> = {
  avg: "avgpool",
  conn: "connected",
  conv: "convolutional",
  deconv: "deconvolutional",
  local_avg: "local_avgpool",
  lrn: "normalization",
  max: "maxpool",
  silence: "empty",
  soft: "softmax",
};

/** Sections by their full names, [net] left out. */
export const sectionNames: readonly string[] = Object.keys(ofSections);

/** The full name of a section that may be written short. */
export const fullName = (type: string): string => (Object.hasOwn(spellings, type) ? (spellings[type] ?? type) : type);

const known = new Map<string, ReadonlySet<string>>();

/** What one of the forks reads of a section; null of one that neither knows. */
export function optionsOf(type: string): ReadonlySet<string> | null {
  const name = fullName(type);
  if (!Object.hasOwn(ofSections, name)) return null;
  let options = known.get(name);
  if (!options) {
    options = new Set([...words(ofSections[name] ?? ""), ...common]);
    known.set(name, options);
  }
  return options;
}

/** Options that neither fork reads, and those that are stated twice: neither changes anything, which is worth knowing. */
export function unknownOptions(section: CfgSection, file: FileId): readonly Diagnostic[] {
  const options = optionsOf(section.type);
  if (!options) return [];
  const stated = new Set(section.options.map(({ key }) => key));
  const open = [...options].filter((option) => !stated.has(option));
  const seen = new Set<string>();
  return section.options.flatMap(({ key, keyAt, value }): readonly Diagnostic[] => {
    const at = { file, start: keyAt.start, end: keyAt.end };
    if (seen.has(key)) {
      if (!options.has(key)) return [];
      const text = message("darknetRepeated", { key });
      return [{ code: "option-repeated", severity: "warning", message: text, at, fixes: [], related: [] }];
    }
    seen.add(key);
    if (options.has(key) || value === null) return [];
    const nearest = nearestName(key, open);
    const fixes =
      nearest === null ? [] : [{ title: message("darknetUseName", { name: nearest }), edits: [{ at, text: nearest }] }];
    const text = message("darknetUnknownOption", { key: key.slice(0, 40), section: section.type });
    return [{ code: "option-unknown", severity: "information", message: text, at, fixes, related: [] }];
  });
}
