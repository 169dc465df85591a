// Which encoding a page is in (HTML standard 13.2.3.2), by html-encoding-sniffer and the labels of @exodus/bytes.
import { normalizeEncoding } from "@exodus/bytes/encoding.js";
import sniff from "html-encoding-sniffer";

export const spaces = /[\t\n\f\r ]/;

export const lower = text => text.replace(/[A-Z]/g, letter => letter.toLowerCase());

export const byLabel = label => normalizeEncoding(label.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "")) ?? null;

// What a meta in bytes that are read as ASCII cannot mean.
export const declared = name =>
  name === "utf-16le" || name === "utf-16be" ? "utf-8" : name === "x-user-defined" ? "windows-1252" : name;

function byMark(bytes) {
  if (bytes[0] === 0xEF && bytes[1] === 0xBB && bytes[2] === 0xBF)
    return "utf-8";
  return bytes[0] === 0xFE && bytes[1] === 0xFF ? "utf-16be" : bytes[0] === 0xFF && bytes[1] === 0xFE ? "utf-16le" : null;
}

// An XML declaration counts where nothing else does, as browsers other than the sniffer's have it.
function byXmlDeclaration(bytes) {
  const head = bytes.toString("latin1", 0, 1024);
  if (!head.startsWith("<?xml"))
    return null;
  const found = /^<\?xml[^>]*?encoding[\0- ]*=[\0- ]*(["'])([^"'\0- ]*)\1/.exec(head.slice(0, head.indexOf(">")));
  const name = found && byLabel(found[2]);
  return name?.startsWith("utf-16") ? "utf-8" : name;
}

export function detect(bytes, charset) {
  const certain = byMark(bytes) ?? (charset && byLabel(charset));
  if (certain)
    return { name: certain, certain: true };
  const sniffed = fallback => byLabel(sniff(new Uint8Array(bytes), { defaultEncoding: fallback }));
  const saysNothing = sniffed("windows-1252") !== sniffed("utf-8");
  return { name: (saysNothing && byXmlDeclaration(bytes)) || sniffed("windows-1252"), certain: false };
}

// Of a meta's content (HTML standard 2.5.5).
export function fromContent(text) {
  for (let at = 0; ;) {
    at = lower(text).indexOf("charset", at);
    if (at < 0)
      return null;
    at += 7;
    const skip = () => { while (at < text.length && spaces.test(text[at])) at++; };
    skip();
    if (text[at] !== "=")
      continue;
    at++;
    skip();
    if (at >= text.length)
      return null;
    if (text[at] === '"' || text[at] === "'") {
      const end = text.indexOf(text[at], at + 1);
      return end < 0 ? null : byLabel(text.slice(at + 1, end));
    }
    const end = text.slice(at).search(/[\t\n\f\r ;]/);
    return byLabel(end < 0 ? text.slice(at) : text.slice(at, at + end));
  }
}
