"""errdex: a catalogue of errors kept as Markdown, and the site generator made for it.

The rooms, ground floor first; a room imports only from floors below its own:

    0  rules                       every rule a message can name, with its permanent code
    1  diagnostics                 positions, faults, the collector, the formatters
    2  model                       the frozen types of the catalogue
    3  urls  frontmatter           URLs and anchors / YAML with positions
    4  prose  fields               Markdown to a parsed body / front matter fields
    5  schema                      the keys of each kind of file, and their JSON Schema
    6  store                       the build cache on disk
    7  loader                      files to documents
    8  graph                       documents to one immutable, checked SiteGraph
    9  views  assets  templating   what a template may use / static files / Jinja
   10  compose                     SiteGraph to views
   11  pages  hosting              the list of every page / files the host reads
   12  cache  output  linkcheck  search
   13  pipeline                    the steps of a build, in order
   14  serve  scaffold             development server / new files from a draft
   15  cli                         commands, exit codes, everything that prints

One build: load (every file to a Document) - link (all Documents to a SiteGraph) -
plan (SiteGraph to page views) - render (what the cache does not hold) - check links -
search index - publish. A fault stops the build before anything is published.
"""

__version__ = "0.1.0"
