/* What would keep a post from being built, told before it is sent: an error in one post stops a whole site. */

import { clean, filesOf, isTag, isTarget, reference, tagsOf } from "./file.js";

/** Return the word for what is wrong and its values; nothing where all is right. */
export function faultOf(fields, settings) {
  const tags = tagsOf(clean(fields.tags, settings.rules));
  const wrongTag = tags.find((tag) => !isTag(tag) || tag.length > settings.maxLine);
  const reply = fields.reply.trim();
  if (!/^[a-z0-9_-]{1,30}$/.test(fields.author)) return ["no-author"];
  if (isEmpty(fields)) return ["empty"];
  if (Array.from(fields.text).length > settings.maxText) return ["too-long-text", { most: settings.maxText }];
  if (fields.lang.trim() && !new RegExp(`^(?:${settings.language})$`, "i").test(fields.lang.trim())) return ["bad-lang", { lang: fields.lang }];
  if (wrongTag !== undefined) return ["bad-tag", { tag: wrongTag }];
  if (tags.length > settings.maxTags) return ["too-many-tags", { most: settings.maxTags }];
  if (reply && !isTarget(reference(reply, settings))) return ["bad-reply", { post: reply }];
  if (headSize(fields, settings) > settings.maxHead) return ["too-long-head"];
  return null;
}

export const isEmpty = ({ text, title, quote, photos }) => !(text.trim() || title.trim() || quote.trim() || photos.length);

/** Return whether nothing was written; where a post answers to, a link may have said. */
export const isBlank = (fields) => isEmpty({ ...fields, quote: "" }) && !["tags", "cw", "lang", "at"].some((name) => fields[name].trim());

function headSize(fields, settings) {
  const [{ text }] = filesOf({ ...fields, text: "", quote: "" }, Date.now(), settings);
  return new TextEncoder().encode(text).length;
}
