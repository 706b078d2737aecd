// @ts-check
/** The entry: copy buttons, tabs, and search that is loaded when it is first wanted. */

import { addCopyButtons } from "./copy.js";
import { enhanceTabs } from "./tabs.js";

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-search]");

/** @param {HTMLFormElement} form */
const inputOf = (form) => /** @type {HTMLInputElement} */ (form.querySelector("input"));

/**
 * The query travels in the fragment, which no request carries.
 * @param {SubmitEvent} event
 */
function openResults(event) {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  location.href = `${form.dataset.search}#q=${encodeURIComponent(inputOf(form).value.trim())}`;
}

/** @param {KeyboardEvent} event */
function focusSearch(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping = target.isContentEditable || target.closest("input, textarea, select");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  if (!forms[0]) return;
  event.preventDefault();
  inputOf(forms[0]).focus();
  inputOf(forms[0]).select();
}

addCopyButtons(document);
enhanceTabs(document);
document.addEventListener("keydown", focusSearch);

/** @type {HTMLElement | null} */
const page = document.querySelector("[data-search-page]");
/** @type {HTMLElement | null} */
const lost = document.querySelector("[data-not-found]");

for (const form of forms) {
  form.addEventListener("submit", openResults);
  if (page?.contains(form)) continue;
  const enhance = () => import("./search.js").then((search) => search.enhanceField(form));
  form.addEventListener("focusin", enhance, { once: true });
  if (form.contains(document.activeElement)) enhance();
}
if (page) import("./search.js").then((search) => search.enhancePage(page));
if (lost) import("./search.js").then((search) => search.suggest(lost));
