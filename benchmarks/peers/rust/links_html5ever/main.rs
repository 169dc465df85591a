//! html5ever's tokenizer: for each file on standard input, prints how many a[href] it has and the sum of their lengths. The tokenizer
//! alone knows of no scripts: the sink says so, as its tree builder would.
use html5ever::tendril::{ByteTendril, SliceExt, StrTendril};
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{BufferQueue, StartTag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::{local_name, namespace_url, ns};
use std::io::{stdin, BufRead, Read, Result};

#[derive(Default)]
struct Links {
    count: usize,
    length: usize,
}

impl TokenSink for Links {
    type Handle = ();

    fn process_token(&mut self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let tag = match token {
            Token::TagToken(tag) if tag.kind == StartTag => tag,
            _ => return TokenSinkResult::Continue,
        };
        match tag.name {
            local_name!("a") => {
                let found = tag.attrs.iter().find(|attr| attr.name.ns == ns!() && attr.name.local == local_name!("href"));
                if let Some(href) = found {
                    self.count += 1;
                    self.length += href.value.len();
                }
                TokenSinkResult::Continue
            }
            local_name!("script") => TokenSinkResult::RawData(ScriptData),
            local_name!("title") | local_name!("textarea") => TokenSinkResult::RawData(Rcdata),
            local_name!("style") | local_name!("xmp") | local_name!("iframe") => TokenSinkResult::RawData(Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }
}

fn count_links(path: &str) -> Result<(usize, usize)> {
    let mut page = Vec::new();
    std::fs::File::open(path)?.read_to_end(&mut page)?;
    let bytes: ByteTendril = page.to_tendril();
    let text: StrTendril = bytes.try_reinterpret().expect("UTF-8");
    let mut tokenizer = Tokenizer::new(Links::default(), TokenizerOpts::default());
    let mut input = BufferQueue::new();
    input.push_back(text);
    // A script's end makes it return, for the script to be run.
    while !input.is_empty() {
        let _ = tokenizer.feed(&mut input);
    }
    tokenizer.end();
    Ok((tokenizer.sink.count, tokenizer.sink.length))
}

fn main() -> Result<()> {
    for request in stdin().lock().lines() {
        let (count, length) = count_links(&request?)?;
        println!("{count} {length}");
    }
    Ok(())
}
