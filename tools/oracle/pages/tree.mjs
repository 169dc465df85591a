// parse5, which tells of each tag what the tree builder made of it.
import { Parser, defaultTreeAdapter, html } from "parse5";
import { lower } from "./encodings.mjs";

export const spaceOf = element =>
  element.namespaceURI === html.NS.SVG ? "svg" : element.namespaceURI === html.NS.MATHML ? "math" : "html";

export class Tree extends Parser {
  // The visitor has start(token, element or null), endTag(token, whether it ended a foreign a), chars(text), and may set stop.
  static read(text, visitor) {
    const created = [];
    const treeAdapter = {
      ...defaultTreeAdapter,
      createElement: (...parts) => {
        created.push(defaultTreeAdapter.createElement(...parts));
        return created.at(-1);
      },
    };
    const tree = new Tree({ treeAdapter, scriptingEnabled: false, sourceCodeLocationInfo: true });
    tree.visitor = visitor;
    tree.created = created;
    visitor.tree = tree;
    tree.tokenizer.write(text, true);
  }

  get open() {
    return this.openElements.items.slice(0, this.openElements.stackTop + 1);
  }

  onStartTag(token) {
    if (this.visitor.stop)
      return;
    const names = token.tagName === "image" ? ["img", "image"] : [lower(token.tagName)];
    // The tree builder may rename it, and takes its attributes with it.
    const tag = { name: token.tagName, attributes: token.attrs.map(({ name, value }) => [name, value]), at: token.location };
    tag.isSelfClosing = token.selfClosing;
    this.created.length = 0;
    super.onStartTag(token);
    this.visitor.start(tag, this.created.findLast(element => names.includes(lower(element.tagName))) ?? null);
  }

  onEndTag(token) {
    if (this.visitor.stop)
      return;
    const inner = this.open.slice(1);
    const foreign = inner.slice(inner.findLastIndex(element => spaceOf(element) === "html") + 1);
    const endsForeign = foreign.some(element => lower(element.tagName) === token.tagName);
    super.onEndTag(token);
    this.visitor.endTag(token.tagName, endsForeign);
  }

  onCharacter(token) {
    this.visitor.chars(token.chars);
    super.onCharacter(token);
  }

  onWhitespaceCharacter(token) {
    this.visitor.chars(token.chars);
    super.onWhitespaceCharacter(token);
  }

  onNullCharacter(token) {
    this.visitor.chars(spaceOf(this.openElements.current) === "html" ? "" : "\uFFFD".repeat(token.chars.length));
    super.onNullCharacter(token);
  }
}
