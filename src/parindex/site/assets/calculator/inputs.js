// One control for each kind of input that the library asks for. Each is {node, read, write}: `read` gives what was
// entered or undefined, `write` shows what was observed. An input says in data-path which part of the entry it holds.

import { fresh, make } from "./dom.js";

/** Make the control of one input of a way; `change` is called whenever something is entered. */
export function control(input, words, change) {
  const kinds = { choice, ticks, counts, tallies, number: figure, whole: figure };
  return kinds[input.kind](input, words, change);
}

function figure(input, words, change) {
  const box = entryBox(input.field, input.kind, change);
  const hint = [
    input.least !== null ? words.range(input.least, input.most_text) : "",
    input.grid_text !== null ? words.grid(input.grid_text) : "",
  ].filter(Boolean).join(", ");
  const label = make("label", { for: box.id }, input.name);
  const unit = make("span", { class: "calc-unit", id: `${box.id}-unit` }, [input.unit, hint && `(${hint})`].filter(Boolean).join(" "));
  if (unit.textContent) box.setAttribute("aria-describedby", unit.id);
  return {
    node: make("div", { class: "calc-figure" }, label, box, unit),
    read: () => box.value.trim() || undefined,
    write: (value) => void (box.value = value ?? ""),
  };
}

function entryBox(path, kind, change) {
  return make("input", {
    id: fresh("input"),
    type: "text",
    inputmode: kind === "number" ? "decimal" : "numeric",
    autocomplete: "off",
    spellcheck: "false",
    "data-path": path,
    input: change,
  });
}

const MANY = 8; // choices, from which on a list is easier to read than buttons

function choice(input, words, change) {
  if (input.options.length > MANY) return list(input, words, change);
  const name = fresh("choice");
  const boxes = input.options.map((option) =>
    make("input", { type: "radio", id: fresh("option"), name, value: option.key, "data-path": input.field, change }),
  );
  return {
    node: make("div", { class: "calc-options" }, boxes.map((box, at) => option(box, input.options[at], words.gives))),
    read: () => boxes.find((box) => box.checked)?.value,
    write: (value) => boxes.forEach((box) => void (box.checked = box.value === value)),
  };
}

function list(input, words, change) {
  const select = make("select", { id: fresh("input"), "data-path": input.field, change },
    make("option", { value: "" }, "–"),
    input.options.map(({ key, name, points_text }) => make("option", { value: key }, `${name} (${words.gives(points_text)})`)),
  );
  return {
    node: make("div", { class: "calc-figure" }, make("label", { for: select.id }, input.name), select),
    read: () => select.value || undefined,
    write: (value) => void (select.value = value ?? ""),
  };
}

function option(box, { name, points_text }, say) {
  return make("div", { class: "calc-option" }, box,
    make("label", { for: box.id }, name, make("span", { class: "calc-worth" }, say(points_text))),
  );
}

/** Make tick boxes, and one more for "none of these": nothing ticked is not yet an answer. */
function ticks(input, words, change) {
  const none = make("input", { type: "checkbox", id: fresh("option"), "data-path": input.field, change: () => {
    if (none.checked) boxes.forEach((box) => void (box.checked = false));
    change();
  } });
  const boxes = input.options.map((each) =>
    make("input", { type: "checkbox", id: fresh("option"), value: each.key, "data-path": input.field, change: () => {
      none.checked = false;
      change();
    } }),
  );
  return {
    node: make("div", { class: "calc-options" },
      boxes.map((box, at) => option(box, input.options[at], words.gives)),
      make("div", { class: "calc-option calc-none" }, none, make("label", { for: none.id }, words.noTicks)),
    ),
    read: () => {
      const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
      return ticked.length || none.checked ? ticked : undefined;
    },
    write: (value) => {
      boxes.forEach((box) => void (box.checked = value?.includes(box.value) ?? false));
      none.checked = value?.length === 0;
    },
  };
}

function counts(input, words, change) {
  const none = make("input", { type: "checkbox", id: fresh("option"), "data-path": input.field, change: () => {
    if (none.checked) boxes.forEach((box) => void (box.value = ""));
    change();
  } });
  const typed = () => {
    none.checked = false;
    change();
  };
  const boxes = input.options.map((each) => entryBox(`${input.field}.${each.key}`, "whole", typed));
  return {
    node: make("div", { class: "calc-counts" },
      boxes.map((box, at) => make("div", { class: "calc-figure" },
        make("label", { for: box.id }, input.options[at].name), box,
        make("span", { class: "calc-unit" }, words.costs(input.options[at].points_text)),
      )),
      make("div", { class: "calc-option calc-none" }, none, make("label", { for: none.id }, words.noFaults)),
    ),
    read: () => {
      const given = boxes.map((box, at) => [input.options[at].key, box.value.trim()]).filter(([, value]) => value);
      return given.length || none.checked ? Object.fromEntries(given) : undefined;
    },
    write: (value) => {
      boxes.forEach((box, at) => void (box.value = value?.[input.options[at].key] ?? ""));
      none.checked = value !== undefined && Object.keys(value).length === 0;
    },
  };
}

function tallies(input, words, change) {
  const groups = input.groups.map((group) => ({
    group,
    boxes: input.options.map((each) => entryBox(`${input.field}.${group.key}.${each.key}`, "whole", change)),
  }));
  return {
    node: make("div", { class: "calc-tallies" }, groups.map(({ group, boxes }) =>
      make("fieldset", {}, make("legend", {}, group.name, group.weight_text && make("span", { class: "calc-worth" }, words.weight(group.weight_text))),
        boxes.map((box, at) => make("div", { class: "calc-figure" },
          make("label", { for: box.id }, input.options[at].name), box,
        )),
      ),
    )),
    read: () => {
      const all = groups.map(({ group, boxes }) => [
        group.key,
        Object.fromEntries(boxes.map((box, at) => [input.options[at].key, box.value.trim()]).filter(([, value]) => value)),
      ]).filter(([, given]) => Object.keys(given).length);
      return all.length ? Object.fromEntries(all) : undefined;
    },
    write: (value) => groups.forEach(({ group, boxes }) =>
      boxes.forEach((box, at) => void (box.value = value?.[group.key]?.[input.options[at].key] ?? "")),
    ),
  };
}
