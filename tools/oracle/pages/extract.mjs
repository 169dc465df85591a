// The links of a page by the standard's tree, and, one leniency at a time, what a link lister without a tree sees besides.
import { TextDecoder } from "@exodus/bytes/encoding.js";
import { byLabel, declared, detect, fromContent, lower } from "./encodings.mjs";
import { find, isSocial } from "./rules.mjs";
import { Tree, spaceOf } from "./tree.mjs";
import { css, isEmpty, refresh, resolve, srcset } from "./values.mjs";

const words = (text, mark = /[ \t\r\n\f]/) => text.split(mark).filter(word => word);
const unseen = /^(iframe|noembed|noframes)$/;

class Visitor {
  links = [];
  declared = null;
  #anchor = null;
  #sheets = [];
  #order = 0;

  constructor(page, encoding, certain, facts, leniencies) {
    Object.assign(this, { page, encoding, certain, facts, leniencies, stop: false });
    this.query = encoding.startsWith("utf-16") ? "utf-8" : encoding;
  }

  start(tag, element) {
    this.#endTexts();
    if (tag.name === "a")
      this.#endAnchor();
    const space = element ? spaceOf(element) : "html";
    const get = name => tag.attributes.find(attribute => attribute[0] === name)?.[1] ?? null;
    const counts = element !== null || this.leniencies.has("dropped");
    if (space === "html" && tag.name === "meta")
      this.#declare(get);
    if (this.stop)
      return;
    if (space === "html" && counts && this.tree.openElements.tmplCount === 0)
      this.#learn(tag.name, get);
    if (counts)
      this.#links(tag, element, space, get);
    if (tag.name === "br" && space === "html")
      this.#break();
    if (tag.name === "style" && this.page.css && element && !(space !== "html" && tag.isSelfClosing))
      this.#sheets.push({ element, text: "", source: this.#source(tag, "style", "") });
    this.#endTexts();
  }

  endTag(name, endsForeign) {
    this.#endTexts();
    if (name === "a" && this.#anchor && !this.#anchor.isForeign && !endsForeign)
      this.#endAnchor();
    if (name === "br" && this.#anchor)
      this.#anchor.text += " ";
  }

  chars(text) {
    const open = this.tree.open;
    for (const sheet of this.#sheets)
      sheet.text += sheet.element === open.at(-1) ? text : "";
    const isHidden = element =>
      element.tagName === "style" || element.tagName === "script" || (spaceOf(element) === "html" && unseen.test(element.tagName));
    if (this.#anchor && this.tree.openElements.tmplCount <= this.#anchor.templates && !open.some(isHidden))
      this.#anchor.text += text;
  }

  end() {
    this.#sheets.forEach(sheet => this.#endSheet(sheet));
    this.#endAnchor();
    return this.links.sort((a, b) => a.order - b.order);
  }

  // A meta that the sniffer has not seen.
  #declare(get) {
    if (this.certain || this.declared)
      return;
    const byContent = get("content") !== null && lower(get("http-equiv") ?? "") === "content-type";
    const name = (get("charset") !== null && byLabel(get("charset"))) || (byContent && fromContent(get("content")));
    if (!name || this.encoding.startsWith("utf-16"))
      return;
    this.declared = declared(name);
    this.stop = this.declared !== this.encoding;
  }

  #learn(name, get) {
    if (name === "base" && !this.facts.hasBase && get("href") !== null) {
      const base = resolve(get("href"), this.page.url, this.query);
      this.facts.hasBase = true;
      this.facts.base = base && !/^(data|javascript):$/.test(base.protocol) ? base : this.page.url;
    }
    if (name === "meta" && (get("name") ?? "").trim().toLowerCase() === "robots")
      this.facts.noFollow ||= words(get("content") ?? "", /[ \t\r\n\f,]/).map(lower).some(word => word === "nofollow" || word === "none");
  }

  #links(tag, element, space, get) {
    const name = tag.name === "image" && space === "html" ? "img" : tag.name;
    const rel = get("rel"), hasRel = rel !== null && (space !== "html" || /^(a|area|form|link|svg|math)$/.test(name));
    const noFollow = hasRel && words(rel, /[ \t\r\n\f,]/).map(lower).includes("nofollow");
    const order = this.#order++;
    let anchor = null;
    for (const [attribute, value] of tag.attributes) {
      const rule = find(space, name, attribute, get);
      if (!rule)
        continue;
      const isPlain = ["url", "srcset", "list"].includes(rule.syntax);
      const source = { ...this.#source(tag, name, attribute, order), rel: isPlain && hasRel ? rel : null, noFollow: isPlain && noFollow };
      const found = this.#take(value, rule, source, get);
      if (rule.syntax === "url" && name === "a" && this.page.text)
        anchor = found ?? anchor;
    }
    if (anchor) {
      this.#anchor = { link: anchor, text: "", element, isForeign: space !== "html", templates: this.tree.openElements.tmplCount };
      if (space !== "html" && tag.isSelfClosing)
        this.#endAnchor();
    }
  }

  #take(value, { kind, syntax }, source, get) {
    const add = (raw, base = this.facts.base) => this.#add(raw, kind, source, base, this.query);
    const codebase = () => (get("codebase") !== null && resolve(get("codebase"), this.facts.base, this.query)) || this.facts.base;
    switch (syntax) {
      case "url": return add(value);
      case "list": words(value).forEach(word => add(word)); break;
      case "srcset": srcset(value).forEach(url => add(url)); break;
      case "codebase": if (!isEmpty(value)) add(value, codebase()); break;
      case "codebase list": words(value, /[ \t\r\n\f,]/).forEach(word => add(word, codebase())); break;
      case "css": if (this.page.css) this.#addCss(value, source); break;
      case "meta": this.#takeMeta(value, source, get); break;
    }
    return null;
  }

  #takeMeta(value, source, get) {
    if (lower(get("http-equiv") ?? "") === "refresh") {
      const url = refresh(value);
      if (url && resolve(url, this.facts.base, this.query)?.protocol !== "javascript:")
        this.#add(url, "Refresh", source, this.facts.base, this.query);
      return;
    }
    const name = ["property", "name"].map(attribute => get(attribute)?.trim().toLowerCase()).find(name => name && isSocial(name, value));
    if (name)
      this.#add(value, "Metadata", { ...source, rel: name }, this.facts.base, this.query);
  }

  #addCss(text, source) {
    for (const [url, isImported] of css(text))
      this.#add(url, isImported ? "Stylesheet" : "Other", source, this.facts.base, "utf-8");
  }

  #add(raw, kind, source, base, encoding) {
    if (kind !== "Hyperlink" && kind !== "Form" && isEmpty(raw))
      return null;
    const url = kind === "Form" && raw === "" ? this.page.url : resolve(raw, base, encoding);
    const noFollow = this.facts.noFollow || (source.noFollow && kind !== "Metadata");
    this.links.push({ ...source, kind, url: url ? url.href : raw, raw, noFollow, text: null });
    return this.links.at(-1);
  }

  #source(tag, element, attribute, order = this.#order++) {
    return { order, place: tag.at.startOffset, line: tag.at.startLine, element, attribute, rel: null, noFollow: false };
  }

  #break() {
    if (this.#anchor && this.tree.openElements.tmplCount <= this.#anchor.templates)
      this.#anchor.text += " ";
  }

  #endTexts() {
    const open = this.tree.open;
    if (this.#anchor?.isForeign && !open.includes(this.#anchor.element))
      this.#endAnchor();
    this.#sheets.filter(sheet => !open.includes(sheet.element)).forEach(sheet => this.#endSheet(sheet));
  }

  // A link with text comes when its text is there, after those inside it.
  #endAnchor() {
    if (this.#anchor) {
      this.#anchor.link.text = this.#anchor.text.replace(/[ \t\n\r\f]+/g, " ").replace(/^ | $/g, "");
      this.#anchor.link.order = this.#order++;
    }
    this.#anchor = null;
  }

  #endSheet(sheet) {
    this.#sheets = this.#sheets.filter(other => other !== sheet);
    this.#addCss(sheet.text, { ...sheet.source, order: this.#order++ });
  }
}

function read(page, text, encoding, certain, facts, leniencies) {
  const visitor = new Visitor(page, encoding, certain, facts, leniencies);
  Tree.read(text, visitor);
  return visitor;
}

// Twice: the second time every link has the base and the robots of the whole page.
export function extract(bytes, page, leniencies) {
  let { name, certain } = detect(bytes, page.charset);
  for (; ;) {
    if (name === "replacement")
      return { encoding: name, text: "", links: [] };
    const text = new TextDecoder(name).decode(bytes);
    const first = read(page, text, name, certain, { hasBase: false, base: page.url, noFollow: false }, leniencies);
    if (!first.stop)
      return { encoding: name, text, links: read(page, text, name, true, { ...first.facts, hasBase: true }, leniencies).end() };
    [name, certain] = [first.declared, true];
  }
}
