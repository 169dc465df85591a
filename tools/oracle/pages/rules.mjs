// Which attribute of which element is a link, and of which kind: docs/links.md again, in other words.
import { lower } from "./encodings.mjs";

const rows = [
  ["Hyperlink", "href", "a area"], ["Frame", "src", "iframe frame portal"], ["Form", "action", "form"],
  ["Form", "formaction", "button input"], ["Ping", "ping", "a area", "list"], ["Image", "src", "img input"], ["Image", "lowsrc", "img"],
  ["Media", "dynsrc", "img"], ["Image", "srcset", "img source", "srcset"], ["ResourceHint", "imagesrcset", "link", "srcset"],
  ["Image", "poster", "video"], ["Icon", "icon", "command"], ["Image", "background", "body table tbody td tfoot th thead tr"],
  ["Media", "src", "audio video source track bgsound"], ["Script", "src", "script"], ["Embed", "src", "embed"],
  ["Embed", "data", "object", "codebase"], ["Embed", "classid", "object", "codebase"],
  ["Embed", "archive", "object applet", "codebase list"], ["Embed", "code", "applet", "codebase"], ["Metadata", "href", "link"],
  ["Metadata", "content", "meta", "meta"], ["Metadata", "manifest", "html"], ["Metadata", "profile", "head"],
  ["Citation", "cite", "blockquote q ins del"], ["Other", "longdesc", "img frame iframe"],
];
const table = new Map(rows.flatMap(([kind, attribute, elements, syntax = "url"]) =>
  elements.split(" ").map(element => [`${element} ${attribute}`, { kind, syntax }])));

const icons = /^(icon|mask-icon|fluid-icon|apple-touch-icon|apple-touch-icon-precomposed|apple-touch-startup-image)$/;
const hints = /^(preload|modulepreload|prefetch|preconnect|dns-prefetch|prerender|compression-dictionary)$/;

function kindOfRel(rel) {
  const tokens = rel.split(/[ \t\r\n\f]/).map(lower);
  return tokens.includes("stylesheet") ? "Stylesheet" : tokens.some(token => icons.test(token)) ? "Icon"
    : tokens.some(token => hints.test(token)) ? "ResourceHint" : "Metadata";
}

function foreign(space, element, attribute, get) {
  if (element === "base" || (attribute !== "href" && attribute !== "xlink:href") || (attribute === "xlink:href" && get("href") !== null))
    return null;
  const kind = space === "math" || element === "a" ? "Hyperlink" : element === "script" ? "Script"
    : /^(image|feimage|use)$/.test(element) ? "Image" : "Other";
  return { kind, syntax: "url" };
}

export function find(space, element, attribute, get) {
  if (attribute === "style")
    return { kind: "Other", syntax: "css" };
  if (space !== "html")
    return foreign(space, element, attribute, get);
  const rule = table.get(`${element} ${attribute}`);
  return rule && element === "link" && attribute === "href" ? { ...rule, kind: kindOfRel(get("rel") ?? "") } : rule;
}

// og:image and the like.
export function isSocial(name, content) {
  const value = content.trim();
  if (!/^(og|twitter):/.test(name))
    return false;
  return /^https?:\/\//i.test(value) ? !value.includes(" ")
    : value !== "" && /:(url|image|video|audio|secure_url|src|player|stream|see_also)$/.test(name);
}
