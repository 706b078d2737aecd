"""errdex: a catalogue of errors kept as Markdown, and the site generator made for it.

The rooms, ground floor first; a room imports only from the lines above its own floor
(`tests/test_architecture.py` has the floors):

    rules  exits  catalogue       every rule with its permanent code; exit codes; compiled catalogue
    diagnostics                   positions, faults, the collector, the formatters
    model  bundle                 the frozen types of the catalogue; Pagefind's files made stable
    urls  frontmatter  highlight  URLs and anchors; YAML with places; code to HTML
    drawing  marks                SVG from shapes; the marks of providers and categories
    markup  examples              the Markdown dialect; JSON held against its properties
    store  jsonld                 the build cache on disk; structured data
    matchtable  unmangle          messages compiled for matching; pasted text to words
    likeness  wording             how alike texts are; words that do not belong on a page
    reading  evidence             the walk over a body's tokens; how surely words are a code
    prose  matcher                Markdown to a parsed body; pasted text to errors
    fields                        types of front matter values
    schema                        the keys of each kind of file, and their JSON Schema
    loader  graph  assets         files to documents; documents to a SiteGraph; static files
    checks  recognition           rules over the catalogue; the table and names for the paste box
    copies  shells                near copies among the pages; command blocks that do not parse
    templating  views             Jinja; what templates may use
    parts  pictures               the parts that several page views share; their pictures
    listings  relations           filters as pages and the matrix; what belongs or differs
    compose  guides  overview     SiteGraph to views: entries; guides and tables; lists
    pages                         the list of every page: path, template, view
    hosting  linkcheck            files for hosts and feeds; links over all pages
    output  search  scaffold      publication; Pagefind; drafts of new files
    cache                         fingerprint of a page: what to make again
    rendering                     plans to HTML
    pipeline                      the steps of a build, in order
    serve  compiling  terminal    development server; content to a catalogue; an error as text
    commands  explaining          what the commands do; these two and cli print
    cli                           which words are understood

One build: load (every file to a Document) - link (all Documents to a SiteGraph) -
plan (SiteGraph to page views) - render (what the cache does not hold) - check links -
search index - publish. A fault stops the build before anything is published.
"""

__version__ = "0.1.0"
