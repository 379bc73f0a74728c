// The same set of pages as the other tools make, by Eleventy.
const SIZE = 20;

/** Cut the posts of a timeline into pages, the newest first, and say where each page lies. */
function pagesOf(name, path, posts) {
  const count = Math.max(1, Math.ceil(posts.length / SIZE));
  return Array.from({ length: count }, (_, index) => ({
    name,
    posts: posts.slice(index * SIZE, (index + 1) * SIZE),
    url: pageUrl(path, index),
    newer: index > 0 ? pageUrl(path, index - 1) : "",
    older: index + 1 < count ? pageUrl(path, index + 1) : "",
  }));
}

function pageUrl(path, index) {
  return index ? `${path}page/${index + 1}/` : path;
}

function timelines(posts) {
  const found = new Map([["/", { name: "A busy microblog", posts }]]);
  const add = (path, name, post) => {
    if (!found.has(path)) found.set(path, { name, posts: [] });
    found.get(path).posts.push(post);
  };
  for (const post of posts) {
    add(`/author/${post.data.author}/`, post.data.author, post);
    for (const tag of post.data.labels) add(`/tags/${tag}/`, tag, post);
  }
  return [...found].map(([path, { name, posts }]) => ({ path, name, posts }));
}

const newestFirst = (api) => api.getFilteredByGlob("**/posts/**/*.md").toReversed();

export default function (config) {
  config.setFreezeReservedData(false);
  config.addGlobalData("layout", "post.njk");
  config.addGlobalData("eleventyComputed", { labels: (data) => data.tags ?? [] });
  config.addGlobalData("permalink", () => (data) => data.page.inputPath.replace(/^\.?\/?(.*)\.md$/, "/$1/index.html"));
  config.addCollection("pages", (api) => timelines(newestFirst(api)).flatMap(({ path, name, posts }) => pagesOf(name, path, posts)));
  config.addCollection("feeds", (api) =>
    timelines(newestFirst(api)).map(({ path, name, posts }) => ({ path, name, posts: posts.slice(0, SIZE) })),
  );
  config.addFilter("iso", (date) => date.toISOString());
  config.addFilter("minute", (date) => date.toISOString().slice(0, 16).replace("T", " "));
  return { markdownTemplateEngine: false, htmlTemplateEngine: "njk", dir: { includes: "_includes" } };
}
