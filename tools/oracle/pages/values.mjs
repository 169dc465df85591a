// What is in an attribute's value: lists, CSS (by @csstools/css-tokenizer), and URLs (by Node's URL, with the page's charset in the query).
import { tokenize } from "@csstools/css-tokenizer";
import { percentEncodeAfterEncoding } from "@exodus/bytes/whatwg.js";
import { spaces } from "./encodings.mjs";

export const isEmpty = text => /^[\0-\x20]*$/.test(text);

// Node's URL knows UTF-8 only; the query is encoded before it sees it.
export function resolve(raw, base, encoding) {
  let text = raw.replace(/^[\0-\x20]+|[\0-\x20]+$/g, "").replace(/[\t\n\r]/g, "");
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.\-]*):/.exec(text)?.[1].toLowerCase() ?? base?.protocol.slice(0, -1);
  if (encoding !== "utf-8" && ["http", "https", "ftp", "file"].includes(scheme)) {
    const [, head, query, fragment] = /^([^?#]*)(\?[^#]*)?(#[^]*)?$/.exec(text);
    if (query && /[^\0-\x7F]/.test(query))
      text = `${head}?${percentEncodeAfterEncoding(encoding, query.slice(1), ` "#'<>`)}${fragment ?? ""}`;
  }
  try {
    return new URL(text, base ?? undefined);
  } catch {
    return null;
  }
}

function descriptors(text, at) {
  const found = [];
  let current = "", state = "in", skipped = false;
  const end = () => { if (current) found.push(current); current = ""; };
  for (; ; at++) {
    const c = text[at];
    if (c === undefined) {
      if (state !== "after")
        end();
      return [found, at];
    }
    if (state === "after") {
      if (spaces.test(c))
        continue;
      state = "in";
    }
    if (state === "parens") {
      current += c;
      if (c === ")")
        state = "in";
    } else if (spaces.test(c)) {
      if (current) {
        end();
        state = "after";
      }
    } else if (c === ",") {
      end();
      return [found, at + 1];
    } else {
      current += c;
      if (c === "(")
        state = "parens";
    }
  }
}

function areValid(all) {
  const seen = { w: false, x: false, h: false };
  for (const one of all) {
    const number = one.slice(0, -1), unit = one.at(-1);
    const whole = /^[0-9]+$/.test(number) && !/^0+$/.test(number);
    const real = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(number) && parseFloat(number) >= 0;
    if (unit === "w" ? !whole || seen.w || seen.x : unit === "h" ? !whole || seen.h || seen.x
      : unit === "x" ? !real || seen.w || seen.x || seen.h : true)
      return false;
    seen[unit] = true;
  }
  return !seen.h || seen.w;
}

export function srcset(text) {
  const urls = [];
  for (let at = 0; ;) {
    while (at < text.length && (spaces.test(text[at]) || text[at] === ","))
      at++;
    if (at >= text.length)
      return urls;
    const start = at;
    while (at < text.length && !spaces.test(text[at]))
      at++;
    let url = text.slice(start, at), all = [];
    if (url.endsWith(","))
      url = url.replace(/,+$/, "");
    else
      [all, at] = descriptors(text, at);
    if (areValid(all))
      urls.push(url);
  }
}

// The URL of a meta refresh (HTML standard 4.2.5.3), or null.
export function refresh(text) {
  const found = /^[\t\n\f\r ]*(?:[0-9]+|(?=\.))[0-9.]*(?:$|(?=[;,\t\n\f\r ]))[\t\n\f\r ]*[;,]?[\t\n\f\r ]*/.exec(text);
  if (!found || found[0].length === text.length)
    return null;
  const rest = text.slice(found[0].length);
  const url = /^(?:url[\t\n\f\r ]*=[\t\n\f\r ]*)?(?:'([^']*)|"([^"]*)|([^]*))/i.exec(rest);
  return url[1] ?? url[2] ?? url[3];
}

// The URLs of a style sheet, each with whether it is imported.
export function css(text) {
  const urls = [];
  let rule = null, inUrl = false;
  const take = url => {
    if (rule !== "namespace")
      urls.push([url, rule === "import"]);
    rule = null;
  };
  for (const [type, , , , details] of tokenize({ css: text })) {
    if (inUrl) {
      if (type === "whitespace-token")
        continue;
      inUrl = false;
      if (type === "string-token") {
        take(details.value);
        continue;
      }
      if (type === "bad-string-token")
        continue;
    }
    if (type === "url-token" || (type === "string-token" && rule))
      take(details.value);
    else if (type === "function-token")
      inUrl = details.value.toLowerCase() === "url";
    else if (type === "at-keyword-token")
      rule = ["import", "namespace"].find(name => name === details.value.toLowerCase()) ?? null;
    else if (type === "semicolon-token" || type === "{-token")
      rule = null;
  }
  return urls;
}
