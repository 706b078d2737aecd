// @ts-check
/** The entry: copy buttons, tabs, and what is loaded when it is first wanted. */

import { addCopyButtons } from "./copy.js";
import { enhanceTabs } from "./tabs.js";
import { enhanceTheme } from "./theme_button.js";

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-search]:not([data-explain-box])");
/** @type {HTMLFormElement | null} */
const box = document.querySelector("form[data-explain-box]");
/** @type {HTMLElement | null} */
const page = document.querySelector("[data-search-page]");
/** @type {HTMLElement | null} */
const contents = document.querySelector(".frame__aside .contents");
/** @type {HTMLElement | null} */
const checklist = document.querySelector("[data-checklist]");
/** @type {HTMLElement | null} */
const filter = document.querySelector("[data-filter]");
/** @type {HTMLButtonElement | null} */
const theme = document.querySelector("[data-theme-button]");
/** @type {HTMLElement | null} */
const lost = document.querySelector("[data-not-found]");

/** @param {HTMLFormElement} form */
const fieldOf = (form) =>
  /** @type {HTMLInputElement | HTMLTextAreaElement} */ (form.querySelector("input, textarea"));

/**
 * The query travels in the fragment, which no request carries.
 * @param {SubmitEvent} event
 */
function openResults(event) {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  location.href = `${form.dataset.search}#q=${encodeURIComponent(fieldOf(form).value.trim())}`;
}

/** @param {KeyboardEvent} event */
function focusField(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping = target.isContentEditable || target.closest("input, textarea, select");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  const form = box ?? forms[0];
  if (!form) return;
  event.preventDefault();
  fieldOf(form).focus();
  fieldOf(form).select();
}

/**
 * Runs the first time the form has the focus, or at once where it has it already.
 * @param {HTMLFormElement} form
 * @param {() => void} enhance
 */
function whenUsed(form, enhance) {
  if (form.contains(document.activeElement)) enhance();
  else form.addEventListener("focusin", enhance, { once: true });
}

addCopyButtons(document);
enhanceTabs(document);
document.addEventListener("keydown", focusField);

for (const form of forms) {
  form.addEventListener("submit", openResults);
  if (page?.contains(form)) continue;
  whenUsed(form, () => import("./search.js").then((search) => search.enhanceField(form)));
}
if (theme) enhanceTheme(theme);
if (contents?.checkVisibility?.()) import("./spy.js").then((spy) => spy.enhanceContents(contents));
if (checklist) import("./checklist.js").then((ticks) => ticks.enhanceChecklist(checklist));
if (filter) import("./filter.js").then((found) => found.enhanceFilter(filter));
if (page) import("./search.js").then((search) => search.enhancePage(page));
if (lost) import("./not_found.js").then((found) => found.suggest(lost));
if (box) {
  /** @type {Promise<import("./explain.js").Box> | undefined} */
  let used;
  const use = () => (used ??= import("./explain.js").then(({ Box }) => new Box(box).start()));
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    use().then((made) => made.answer());
  });
  // Enter opens the page of one line; in a longer text it is a line's end.
  box.addEventListener("keydown", (event) => {
    const isLine = !fieldOf(box).value.trim().includes("\n");
    const isMeant = event.target === fieldOf(box) && (isLine || event.ctrlKey || event.metaKey);
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || !isMeant) return;
    event.preventDefault();
    use().then((made) => made.open());
  });
  const useIfLinked = () => location.hash.startsWith("#t=") && use();
  // A link may carry a text, and a browser may have put an old one back.
  if (fieldOf(box).value) use();
  useIfLinked();
  addEventListener("hashchange", useIfLinked);
  whenUsed(box, use);
}
