// The criteria of a ruleset in their order: components, fields that fold, and the leaves inside them.

import { fill, make } from "./dom.js";
import { leafView } from "./leaf.js";

const FEW = 15; // leaves, up to which nothing is folded

/** Make the views of all items: {node, leaves, show, fold}. `leaves` has the view of each leaf by key. */
export function treeView(items, tools) {
  const below = Map.groupBy?.(items, ({ parent }) => parent) ?? grouped(items);
  const leaves = new Map();
  const sums = new Map(); // key of an inner item -> where its points stand
  const folders = [];
  const small = items.filter(({ leaf }) => leaf).length <= FEW;

  const view = (item) => {
    if (item.leaf) {
      const made = leafView(item, tools);
      leaves.set(item.key, made);
      return made.node;
    }
    const children = (below.get(item.key) ?? []).map(view);
    const sum = make("span", { class: "calc-sum" });
    const left = make("span", { class: "calc-left" });
    sums.set(item.key, { sum, left, keys: within(item.key) });
    const level = Math.min(3 + Number(item.depth), 6);
    const title = [item.code && make("span", { class: "calc-code" }, item.code), " ", item.name, " "];
    if (item.depth !== "1") {
      return make("section", { class: `calc-part calc-depth-${item.depth}`, id: `item-${item.key}` },
        make(`h${level}`, {}, title, make("span", { class: "calc-sums" }, sum, left)), children);
    }
    const folder = make("details", { class: "calc-group", id: `item-${item.key}`, open: small || !folders.length },
      make("summary", {}, make(`h${level}`, {}, title), make("span", { class: "calc-sums" }, sum, left)), children);
    folders.push(folder);
    return folder;
  };
  const within = (key) => (below.get(key) ?? []).flatMap((child) => (child.leaf ? [child.key] : within(child.key)));

  const node = make("div", { class: "calc-tree" }, (below.get(null) ?? []).map(view));
  return {
    node,
    leaves,
    fold: (open) => folders.forEach((folder) => void (folder.open = open)),
    folds: folders.length > 1,
    show(lines, missing, words) {
      for (const line of lines) {
        leaves.get(line.key)?.show(line);
        const place = sums.get(line.key);
        if (!place) continue;
        const count = place.keys.filter((key) => missing.has(key)).length;
        fill(place.sum, `${line.text} / ${line.applicable_max_text}`);
        fill(place.left, count ? words.left(count) : words.full);
        place.left.classList.toggle("calc-done", count === 0);
      }
    },
  };
}

function grouped(items) {
  const found = new Map();
  for (const item of items) found.set(item.parent, [...(found.get(item.parent) ?? []), item]);
  return found;
}
