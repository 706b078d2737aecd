"""errdex: a catalogue of errors kept as Markdown, and the site generator made for it.

The rooms, ground floor first; a room imports only from floors below its own:

     0  rules                        every rule a message can name, with its permanent code
     1  diagnostics                  positions, faults, the collector, the formatters
     2  model  bundle                the frozen types of the catalogue; Pagefind's files made stable
     3  urls  frontmatter  highlight URLs and anchors; YAML with places; code to HTML
     4  markup  examples             the Markdown dialect; JSON held against its properties
        store  jsonld                the build cache on disk; structured data
        matchtable  unmangle         messages compiled for matching; pasted text to words
     5  reading  evidence            the walk over a body's tokens; how surely words are a code
        prose  matcher               Markdown to a parsed body; pasted text to errors
     6  fields                       types of front matter values
     7  schema                       the keys of each kind of file, and their JSON Schema
     8  loader  graph  assets        files to documents; documents to a SiteGraph; static files
     9  checks  templating  views    rules over the catalogue; Jinja; what templates may use
    10  parts                        the parts that several page views share
    11  compose  guides  overview    SiteGraph to views: entries; guides and tables; lists
    12  pages                        the list of every page: path, template, view
    13  hosting  linkcheck           files for hosts and feeds; links over all pages
        output  search  scaffold     publication; Pagefind; drafts of new files
    14  cache                        fingerprint of a page: what to make again
    15  rendering                    plans to HTML
    16  pipeline                     the steps of a build, in order
    17  serve                        the development server
    18  cli                          commands, exit codes, everything that prints

One build: load (every file to a Document) - link (all Documents to a SiteGraph) -
plan (SiteGraph to page views) - render (what the cache does not hold) - check links -
search index - publish. A fault stops the build before anything is published.
"""

__version__ = "0.1.0"
