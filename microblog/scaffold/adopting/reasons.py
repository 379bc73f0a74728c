"""Why files stay out of a new site, for several tools."""

LOOK = "how the site looked and was made; the theme here is another"
OTHER = "texts that are not Markdown; convert them (pandoc does)"
SECTIONS = "pages of folders and lists, which are made here by themselves"
IGNORED = "what your settings leave out"
LEADS_ON = "pages that only lead on to another address (`redirect_to`), and are not shown themselves"
