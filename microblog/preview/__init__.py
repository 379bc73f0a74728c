"""The local server: watch the site folder, rebuild, reload open pages. Only `serve` comes here."""
