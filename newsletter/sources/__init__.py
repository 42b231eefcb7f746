"""Where issues come from by themselves: feeds, pages, raw files and folders, named once in `sources.toml`."""
