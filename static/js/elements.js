// @ts-check
/** Small tools that several modules share. */

/** The path of the site's root, `/` or `/docs/`. */
export const base = document.documentElement.dataset.base ?? "/";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {...(string | Node)} content
 */
export function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/**
 * @param {string} href
 * @param {string} className
 * @param {...(string | Node)} content
 */
export function link(href, className, ...content) {
  const made = element("a", className, ...content);
  made.href = href;
  return made;
}

/**
 * The address of a page's state. It stands in the fragment, which no request carries.
 * @param {string} href
 * @param {Record<string, string>} state
 */
export function withState(href, state) {
  const parts = Object.entries(state).map(([name, text]) => {
    // Half of a surrogate pair cannot be encoded.
    return `${name}=${encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"))}`;
  });
  return `${href}#${parts.join("&")}`;
}

/** The state in this page's address. */
export function stateOfPage() {
  return new URLSearchParams(location.hash.slice(1));
}

/**
 * A text for a label.
 * @param {string} text
 * @param {number} most
 */
export function shortened(text, most) {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : text;
}
