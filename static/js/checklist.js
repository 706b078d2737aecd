// @ts-check
/** A playbook's ticks: kept on this device only, counted, cleared, copied as Markdown. */

import { element } from "./elements.js";

const STATUS_SECONDS = 3;

/** @param {HTMLElement} bar */
export function enhanceChecklist(bar) {
  const key = `ticks:${location.pathname}`;
  /** @type {HTMLInputElement[]} */
  const boxes = [...document.querySelectorAll("input[data-tick]")].map(
    (box) => /** @type {HTMLInputElement} */ (box),
  );
  const count = element("span", "checklist__count");
  const status = element("span", "checklist__status");
  status.setAttribute("role", "status");
  const ticked = read(key);
  // What was ticked before this script was there stays ticked.
  for (const box of boxes) box.checked ||= ticked.has(box.id);
  const show = () => {
    const done = boxes.filter((box) => box.checked).length;
    count.textContent = `${done} of ${boxes.length} done`;
  };
  /** @param {string} text */
  const say = (text) => {
    status.textContent = text;
    setTimeout(() => (status.textContent = ""), STATUS_SECONDS * 1000);
  };
  const save = () => {
    write(
      key,
      boxes.filter((box) => box.checked).map((box) => box.id),
    );
    show();
  };
  const clear = button("Clear ticks", () => {
    for (const box of boxes) box.checked = false;
    save();
    say("Ticks cleared");
  });
  const copy = button("Copy as Markdown", async () => {
    const done = await navigator.clipboard.writeText(markdownOf(boxes)).then(
      () => true,
      () => false,
    );
    say(done ? "Copied" : "Could not copy");
  });
  const print = button("Print", () => window.print());
  for (const box of boxes) box.addEventListener("change", save);
  bar.append(count, copy, clear, print, status);
  save();
}

/**
 * @param {string} label
 * @param {() => void} run
 */
function button(label, run) {
  const made = element("button", "button", label);
  made.type = "button";
  made.addEventListener("click", run);
  return made;
}

/** @param {string} key */
function read(key) {
  try {
    return new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    return new Set();
  }
}

/**
 * @param {string} key
 * @param {string[]} ids
 */
function write(key, ids) {
  try {
    if (ids.length) localStorage.setItem(key, JSON.stringify(ids));
    else localStorage.removeItem(key);
  } catch {
    // Without storage the ticks hold for this page.
  }
}

/**
 * The checklist as an incident ticket takes it.
 * @param {HTMLInputElement[]} boxes
 */
function markdownOf(boxes) {
  const title = document.querySelector("h1")?.textContent?.trim() ?? document.title;
  const lines = [`# ${title}`, "", `${location.origin}${location.pathname}`];
  let section = "";
  for (const box of boxes) {
    const heading = box.closest("section")?.querySelector("h2");
    const name = heading ? textOf(heading) : "";
    if (name !== section) lines.push("", `## ${name}`, "");
    section = name;
    const item = /** @type {HTMLElement} */ (box.closest("[data-tick-item]"));
    const label = item.querySelector("[data-tick-text], h3") ?? item;
    lines.push(`- [${box.checked ? "x" : " "}] ${textOf(label)}`);
    const code = item.querySelector("pre");
    if (code) lines.push("", ...fenced(code.textContent ?? ""), "");
    for (const part of item.querySelectorAll("[data-tick-note]")) lines.push(`  ${textOf(part)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** @param {string} code */
function fenced(code) {
  const body = code.trimEnd().split("\n");
  return ["```", ...body, "```"].map((line) => `  ${line}`);
}

/** @param {Element} part */
function textOf(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  for (const extra of copy.querySelectorAll(".copy, input")) extra.remove();
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}
