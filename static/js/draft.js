// @ts-check
/** The draft of a missing error page, and the link that opens it in GitHub's editor. */

const CONTROL = /[\u0000-\u001f\u007f]+/g;

/**
 * Where to write the missing page; the file's text is filled in.
 * @param {string} prefix GitHub's form for a new file, up to `content/errors/`
 * @param {string} provider
 * @param {string} code
 */
export function draftHref(prefix, provider, code) {
  const text = encodeURIComponent(draftOf(provider, code, today()));
  return `${prefix}${encodeURIComponent(provider)}/${encodeURIComponent(slugOf(code))}.md&value=${text}`;
}

/**
 * The tail of a code's address: the same rule as `slugify` in errdex/urls.py.
 * @param {string} code
 */
export function slugOf(code) {
  return code.trim().toLowerCase().replace(/[^a-z0-9._-]/g, "-");
}

/**
 * Whether a slug may be the name of a file.
 * @param {string} slug
 */
export function isSlug(slug) {
  return /^[a-z0-9_][a-z0-9._-]*$/.test(slug) && !slug.includes("..") && !slug.endsWith(".");
}

/** Today in the reader's own time zone, as `2026-11-21`. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** @param {string} code */
function quoted(code) {
  return /^[\p{L}\p{N}._-]+$/u.test(code) ? code : JSON.stringify(code.replace(CONTROL, " "));
}

/**
 * The same draft as `python build.py new error` writes; see errdex/scaffold.py.
 * @param {string} provider
 * @param {string} code
 * @param {string} day
 */
export function draftOf(provider, code, day) {
  const digits = code.replace(/\D/g, "");
  const isNumber = digits === code;
  const status = isNumber && Number(code) >= 100 && Number(code) <= 599;
  const facts = [
    ...(status ? [`http_status: ${code}`] : []),
    ...(digits.length > 3 && !isNumber ? [`aliases: ["${digits}"]`] : []),
  ];
  return `---
code: ${quoted(code)}
title: TODO what the error is, in a few words
provider: ${provider}
category: authentication  # or another one of content/categories/
summary: >-
  TODO one or two sentences that answer "what is it", at most 300 characters.
last_reviewed: ${day}
related: []
${facts.map((fact) => `${fact}\n`).join("")}retry: after_fix  # never, after_fix or backoff
fixed_by: caller  # caller, admin or provider
messages: []  # texts as the tools print them, with {placeholders}
sources:
  - title: TODO the official page's title
    url: https://example.com/TODO
---

## What it means

TODO what the server says with this error, and which component raises it.

## Common causes

1. **TODO the likeliest cause, as one sentence.** More about it.

   How to recognize it: TODO a field, a header, a log line or a command's output.

## How to fix

1. **TODO the likeliest fix, as one sentence in the imperative.** What to do, and what to
   expect afterwards.

## Step-by-step diagnosis

1. TODO what to look at first, with a command.

## Examples

TODO a response in its true shape.

## Counterexamples

- TODO when it is not this error, and which one it is instead.

## Verify the fix

TODO a command, and what success looks like.

## Prevent it

- TODO an alert, a setting or a test.

## Questions

### TODO a question people ask?

TODO the answer, in one to three sentences.
`;
}
