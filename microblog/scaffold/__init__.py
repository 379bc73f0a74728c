"""What writes into a site folder for its author: a new post, a new site. The build never comes here."""
