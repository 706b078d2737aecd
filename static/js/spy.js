// @ts-check
/** Marks the part of the page that is being read in the table of contents beside it. */

/** @param {HTMLElement} contents */
export function enhanceContents(contents) {
  /** @type {Map<Element, HTMLAnchorElement>} */
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const headings = [...links.keys()];
  /** @type {HTMLAnchorElement | undefined} */
  let current;
  const mark = () => {
    const line = innerHeight / 4;
    const read = headings.filter((heading) => heading.getBoundingClientRect().top < line).at(-1);
    const next = links.get(read ?? headings[0]);
    if (next === current) return;
    current?.removeAttribute("aria-current");
    next?.setAttribute("aria-current", "true");
    current = next;
  };
  // Headings that pass the line call the observer; scrolling itself costs nothing.
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
  for (const heading of headings) observer.observe(heading);
  mark();
}
